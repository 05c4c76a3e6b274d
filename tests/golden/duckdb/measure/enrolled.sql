-- grain: one person in one experiment, in the arm drawn first
-- reads: assignment
WITH ranked AS (
    SELECT experiment_id, customer_id, arm, assigned_at, probability, coalesce(stratum, '') AS stratum,
        row_number() OVER (PARTITION BY experiment_id, customer_id ORDER BY assigned_at, arm) AS place
    FROM assignment
    WHERE assigned_at < TIMESTAMP '2026-07-01 00:00:00.000000'
)
SELECT experiment_id, customer_id, arm, assigned_at, probability, stratum,
    CAST(floor(epoch(assigned_at) / 86400) AS INTEGER) AS day,
    CASE WHEN arm IN ('holdout', 'control', 'none') THEN 1 ELSE 0 END AS control
FROM ranked
WHERE place = 1
