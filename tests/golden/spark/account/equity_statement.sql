/* grain: one group of customers: what it was worth, what moved it, what was spent on it; in hundredths of money */
/* reads: equity_person */
WITH grouped AS (
  SELECT
    'all' AS kind,
    'all' AS member,
    p.*
  FROM equity_person AS p
  UNION ALL
  SELECT
    'quadrant' AS kind,
    p.quadrant AS member,
    p.*
  FROM equity_person AS p
  UNION ALL
  SELECT
    'years' AS kind,
    p.years AS member,
    p.*
  FROM equity_person AS p
  UNION ALL
  SELECT
    'channel' AS kind,
    p.channel AS member,
    p.*
  FROM equity_person AS p
)
SELECT
  kind,
  member,
  SUM(opening) AS opening,
  SUM(revaluation) AS revaluation,
  SUM(acquired) AS acquired,
  SUM(recovered) AS recovered,
  SUM(developed) AS developed,
  SUM(declined) AS declined,
  SUM(lost) AS lost,
  SUM(others) AS others,
  SUM(closing) AS closing,
  SUM(customers_opening) AS customers_opening,
  SUM(customers_acquired) AS customers_acquired,
  SUM(customers_recovered) AS customers_recovered,
  SUM(customers_lost) AS customers_lost,
  SUM(customers_closing) AS customers_closing,
  SUM(money) AS money,
  SUM(minutes) AS minutes,
  SUM(money_winning) AS money_winning,
  SUM(money_keeping) AS money_keeping,
  SUM(customers_kept) AS customers_kept
FROM grouped
GROUP BY
  kind,
  member
