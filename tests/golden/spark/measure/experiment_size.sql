/* grain: one arm in one stratum of one experiment: people drawn, whether matured or not */
/* reads: enrolled */
SELECT
  experiment_id,
  arm,
  control,
  stratum,
  COUNT(*) AS n,
  AVG(CAST(probability AS DOUBLE)) AS probability,
  MAX(day) AS last_day
FROM enrolled
GROUP BY
  experiment_id,
  arm,
  control,
  stratum
