/* grain: one person in one experiment, one time since the draw (months) that has wholly passed */
/* reads: followed */
WITH horizon AS (
  SELECT
    1 AS months,
    30 AS days
  UNION ALL
  SELECT
    3 AS months,
    91 AS days
  UNION ALL
  SELECT
    6 AS months,
    183 AS days
  UNION ALL
  SELECT
    12 AS months,
    365 AS days
), passed AS (
  SELECT
    f.experiment_id,
    f.customer_id,
    f.arm,
    f.control,
    f.stratum,
    f.team,
    f.probability,
    f.before AS x,
    f.cost,
    f.purchases_before,
    h.months,
    CASE WHEN f.treated_after < h.days THEN 1 ELSE 0 END AS treated_later,
    CASE
      WHEN h.months = 1
      THEN f.contribution_1
      WHEN h.months = 3
      THEN f.contribution_3
      WHEN h.months = 6
      THEN f.contribution_6
      ELSE f.contribution_12
    END AS contribution,
    CAST(CASE
      WHEN h.months = 1
      THEN f.purchases_1
      WHEN h.months = 3
      THEN f.purchases_3
      WHEN h.months = 6
      THEN f.purchases_6
      ELSE f.purchases_12
    END AS DOUBLE) AS purchases
  FROM followed AS f
  CROSS JOIN horizon AS h
  WHERE
    f.day + h.days - 1 <= 20634
), top AS (
  SELECT
    experiment_id,
    months,
    PERCENTILE(CAST(contribution AS DOUBLE), 0.99) AS cap
  FROM passed
  WHERE
    contribution > 0
  GROUP BY
    experiment_id,
    months
)
SELECT
  p.*,
  LEAST(p.contribution, COALESCE(t.cap, p.contribution)) AS contribution_capped
FROM passed AS p
LEFT JOIN top AS t
  ON t.experiment_id = p.experiment_id AND t.months = p.months
