/* grain: one arm in one stratum and team of one experiment, one time since the draw (months) and one thing measured: sums over people */
/* reads: matured */
WITH measured AS (
  SELECT
    m.*,
    'contribution' AS metric,
    contribution AS y
  FROM matured AS m
  UNION ALL
  SELECT
    m.*,
    'contribution_capped' AS metric,
    contribution_capped AS y
  FROM matured AS m
  UNION ALL
  SELECT
    m.*,
    'purchases' AS metric,
    purchases AS y
  FROM matured AS m
  UNION ALL
  SELECT
    m.*,
    'conversion' AS metric,
    CASE WHEN purchases > 0 THEN 1.0 ELSE 0.0 END AS y
  FROM matured AS m
  UNION ALL
  SELECT
    m.*,
    'retention' AS metric,
    CASE WHEN purchases > 0 THEN 1.0 ELSE 0.0 END AS y
  FROM matured AS m
  WHERE
    purchases_before > 0
)
SELECT
  experiment_id,
  arm,
  control,
  stratum,
  team,
  months,
  metric,
  COUNT(*) AS n,
  AVG(CAST(probability AS DOUBLE)) AS probability,
  SUM(y) AS y,
  SUM(y * y) AS yy,
  SUM(x) AS x,
  SUM(x * x) AS xx,
  SUM(x * y) AS xy,
  SUM(cost) AS spent,
  SUM(treated_later) AS treated_later
FROM measured
GROUP BY
  experiment_id,
  arm,
  control,
  stratum,
  team,
  months,
  metric
