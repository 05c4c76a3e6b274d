/* grain: one person in one experiment, in the arm drawn first */
/* reads: assignment */
WITH ranked AS (
  SELECT
    experiment_id,
    customer_id,
    arm,
    assigned_at,
    probability,
    COALESCE(stratum, '') AS stratum,
    ROW_NUMBER() OVER (
      PARTITION BY experiment_id, customer_id
      ORDER BY assigned_at NULLS LAST, arm NULLS LAST
    ) AS place
  FROM assignment
  WHERE
    assigned_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
)
SELECT
  experiment_id,
  customer_id,
  arm,
  assigned_at,
  probability,
  stratum,
  CAST(FLOOR(
    (
      CAST(UNIX_MICROS(CAST(assigned_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
    ) / 86400
  ) AS INT) AS day,
  CASE WHEN arm IN ('holdout', 'control', 'none') THEN 1 ELSE 0 END AS control
FROM ranked
WHERE
  place = 1
