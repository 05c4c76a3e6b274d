-- grain: one group of customers: what it was worth, what moved it, what was spent on it; in hundredths of money
-- reads: equity_person, equity_spending
WITH grouped AS (
    SELECT 'all' AS kind, 'all' AS grp, p.* FROM equity_person AS p
    UNION ALL
    SELECT 'quadrant' AS kind, p.quadrant AS grp, p.* FROM equity_person AS p
    UNION ALL
    SELECT 'years' AS kind, p.years AS grp, p.* FROM equity_person AS p
)
SELECT g.kind, g.grp AS member, sum(g.opening) AS opening, sum(g.revaluation) AS revaluation,
    sum(CASE WHEN g.flow = 'acquired' THEN g.change ELSE 0 END) AS acquired,
    sum(CASE WHEN g.flow = 'recovered' THEN g.change ELSE 0 END) AS recovered,
    sum(CASE WHEN g.flow = 'developed' THEN g.change ELSE 0 END) AS developed,
    sum(CASE WHEN g.flow = 'declined' THEN g.change ELSE 0 END) AS declined,
    sum(CASE WHEN g.flow = 'lost' THEN g.change ELSE 0 END) AS lost,
    sum(CASE WHEN g.flow = 'others' THEN g.change ELSE 0 END) AS others,
    sum(g.closing) AS closing,
    sum(g.kept_before) AS customers_opening,
    sum(CASE WHEN g.flow = 'acquired' THEN 1 ELSE 0 END) AS customers_acquired,
    sum(CASE WHEN g.flow = 'recovered' THEN 1 ELSE 0 END) AS customers_recovered,
    sum(CASE WHEN g.flow = 'lost' THEN 1 ELSE 0 END) AS customers_lost,
    sum(g.kept_after) AS customers_closing,
    sum(coalesce(s.money, 0)) AS money, sum(coalesce(s.minutes, 0)) AS minutes,
    sum(CASE WHEN g.flow = 'acquired' THEN coalesce(s.money, 0) ELSE 0 END) AS money_winning,
    sum(CASE WHEN g.kept_before = 1 THEN coalesce(s.money, 0) ELSE 0 END) AS money_keeping,
    sum(g.kept_before * g.kept_after) AS customers_kept
FROM grouped AS g
LEFT JOIN equity_spending AS s ON s.customer_id = g.customer_id
GROUP BY g.kind, g.grp
