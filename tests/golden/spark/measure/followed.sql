/* grain: one person in one experiment: contribution before, and contribution and orders in each stretch of time after */
/* reads: enrolled, sale, person, experiment_cost, experiment_team, treated_later */
/* Intention to treat: everybody counts in the arm drawn, whatever was done. Days count from the day of the draw. */
WITH sold AS (
  SELECT
    p.customer_id,
    s.order_id,
    20634 - s.days_ago AS day,
    CAST(s.contribution AS DOUBLE) AS contribution,
    s.paid
  FROM sale AS s
  JOIN (
    SELECT DISTINCT
      customer_no,
      customer_id
    FROM person
  ) AS p
    ON p.customer_no = s.customer_no
), met AS (
  SELECT
    e.experiment_id,
    e.customer_id,
    s.order_id,
    s.day - e.day AS days,
    s.contribution,
    s.paid
  FROM enrolled AS e
  JOIN sold AS s
    ON s.customer_id = e.customer_id
  WHERE
    s.day >= e.day - 365 AND s.day < e.day + 365
)
SELECT
  e.experiment_id,
  e.customer_id,
  e.arm,
  e.control,
  e.stratum,
  e.probability,
  e.day,
  COALESCE(MAX(t.team), '') AS team,
  COALESCE(MAX(c.cost), 0) AS cost,
  MIN(l.treated_after) AS treated_after,
  COUNT(DISTINCT CASE WHEN m.paid = 1 AND m.days < 0 THEN m.order_id END) AS purchases_before,
  COALESCE(SUM(CASE WHEN m.days < 0 THEN m.contribution ELSE 0 END), 0) AS before,
  COALESCE(SUM(CASE WHEN m.days >= 0 AND m.days < 30 THEN m.contribution ELSE 0 END), 0) AS contribution_1,
  COALESCE(SUM(CASE WHEN m.days >= 0 AND m.days < 91 THEN m.contribution ELSE 0 END), 0) AS contribution_3,
  COALESCE(SUM(CASE WHEN m.days >= 0 AND m.days < 183 THEN m.contribution ELSE 0 END), 0) AS contribution_6,
  COALESCE(SUM(CASE WHEN m.days >= 0 AND m.days < 365 THEN m.contribution ELSE 0 END), 0) AS contribution_12,
  COUNT(
    DISTINCT CASE WHEN m.paid = 1 AND m.days >= 0 AND m.days < 30 THEN m.order_id END
  ) AS purchases_1,
  COUNT(
    DISTINCT CASE WHEN m.paid = 1 AND m.days >= 0 AND m.days < 91 THEN m.order_id END
  ) AS purchases_3,
  COUNT(
    DISTINCT CASE WHEN m.paid = 1 AND m.days >= 0 AND m.days < 183 THEN m.order_id END
  ) AS purchases_6,
  COUNT(
    DISTINCT CASE WHEN m.paid = 1 AND m.days >= 0 AND m.days < 365 THEN m.order_id END
  ) AS purchases_12
FROM enrolled AS e
LEFT JOIN met AS m
  ON m.experiment_id = e.experiment_id AND m.customer_id = e.customer_id
LEFT JOIN experiment_cost AS c
  ON c.experiment_id = e.experiment_id AND c.customer_id = e.customer_id
LEFT JOIN experiment_team AS t
  ON t.experiment_id = e.experiment_id AND t.customer_id = e.customer_id
LEFT JOIN treated_later AS l
  ON l.experiment_id = e.experiment_id AND l.customer_id = e.customer_id
GROUP BY
  e.experiment_id,
  e.customer_id,
  e.arm,
  e.control,
  e.stratum,
  e.probability,
  e.day
