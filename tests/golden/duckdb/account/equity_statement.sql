-- grain: one group of customers: what it was worth, what moved it, what was spent on it; in hundredths of money
-- reads: equity_person
WITH grouped AS (
    SELECT 'all' AS kind, 'all' AS member, p.* FROM equity_person AS p
    UNION ALL
    SELECT 'quadrant' AS kind, p.quadrant AS member, p.* FROM equity_person AS p
    UNION ALL
    SELECT 'years' AS kind, p.years AS member, p.* FROM equity_person AS p
    UNION ALL
    SELECT 'channel' AS kind, p.channel AS member, p.* FROM equity_person AS p
)
SELECT kind, member, sum(opening) AS opening, sum(revaluation) AS revaluation, sum(acquired) AS acquired,
    sum(recovered) AS recovered, sum(developed) AS developed, sum(declined) AS declined, sum(lost) AS lost,
    sum(others) AS others, sum(closing) AS closing,
    sum(customers_opening) AS customers_opening, sum(customers_acquired) AS customers_acquired,
    sum(customers_recovered) AS customers_recovered, sum(customers_lost) AS customers_lost,
    sum(customers_closing) AS customers_closing, sum(money) AS money, sum(minutes) AS minutes,
    sum(money_winning) AS money_winning, sum(money_keeping) AS money_keeping, sum(customers_kept) AS customers_kept
FROM grouped
GROUP BY kind, member
