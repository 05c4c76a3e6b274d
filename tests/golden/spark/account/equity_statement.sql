/* grain: one group of customers: what it was worth, what moved it, what was spent on it; in hundredths of money */
/* reads: equity_person, equity_spending */
WITH grouped AS (
  SELECT
    'all' AS kind,
    'all' AS grp,
    p.*
  FROM equity_person AS p
  UNION ALL
  SELECT
    'quadrant' AS kind,
    p.quadrant AS grp,
    p.*
  FROM equity_person AS p
  UNION ALL
  SELECT
    'years' AS kind,
    p.years AS grp,
    p.*
  FROM equity_person AS p
)
SELECT
  g.kind,
  g.grp AS member,
  SUM(g.opening) AS opening,
  SUM(g.revaluation) AS revaluation,
  SUM(CASE WHEN g.flow = 'acquired' THEN g.change ELSE 0 END) AS acquired,
  SUM(CASE WHEN g.flow = 'recovered' THEN g.change ELSE 0 END) AS recovered,
  SUM(CASE WHEN g.flow = 'developed' THEN g.change ELSE 0 END) AS developed,
  SUM(CASE WHEN g.flow = 'declined' THEN g.change ELSE 0 END) AS declined,
  SUM(CASE WHEN g.flow = 'lost' THEN g.change ELSE 0 END) AS lost,
  SUM(CASE WHEN g.flow = 'others' THEN g.change ELSE 0 END) AS others,
  SUM(g.closing) AS closing,
  SUM(g.kept_before) AS customers_opening,
  SUM(CASE WHEN g.flow = 'acquired' THEN 1 ELSE 0 END) AS customers_acquired,
  SUM(CASE WHEN g.flow = 'recovered' THEN 1 ELSE 0 END) AS customers_recovered,
  SUM(CASE WHEN g.flow = 'lost' THEN 1 ELSE 0 END) AS customers_lost,
  SUM(g.kept_after) AS customers_closing,
  SUM(COALESCE(s.money, 0)) AS money,
  SUM(COALESCE(s.minutes, 0)) AS minutes,
  SUM(CASE WHEN g.flow = 'acquired' THEN COALESCE(s.money, 0) ELSE 0 END) AS money_winning,
  SUM(CASE WHEN g.kept_before = 1 THEN COALESCE(s.money, 0) ELSE 0 END) AS money_keeping,
  SUM(g.kept_before * g.kept_after) AS customers_kept
FROM grouped AS g
LEFT JOIN equity_spending AS s
  ON s.customer_id = g.customer_id
GROUP BY
  g.kind,
  g.grp
