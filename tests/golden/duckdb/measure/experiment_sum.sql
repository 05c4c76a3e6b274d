-- grain: one arm in one stratum of one experiment, one time since the draw (months) and one thing measured: sums over people
-- reads: followed
WITH horizon AS (
    SELECT 1 AS months, 30 AS days
    UNION ALL
    SELECT 3 AS months, 91 AS days
    UNION ALL
    SELECT 6 AS months, 183 AS days
    UNION ALL
    SELECT 12 AS months, 365 AS days
),
matured AS (
    SELECT f.experiment_id, f.arm, f.control, f.stratum, f.probability, f.before AS x, h.months,
        CASE
            WHEN h.months = 1 THEN f.contribution_1 WHEN h.months = 3 THEN f.contribution_3
            WHEN h.months = 6 THEN f.contribution_6 ELSE f.contribution_12
        END AS contribution,
        CAST(CASE
            WHEN h.months = 1 THEN f.purchases_1 WHEN h.months = 3 THEN f.purchases_3
            WHEN h.months = 6 THEN f.purchases_6 ELSE f.purchases_12
        END AS DOUBLE) AS purchases
    FROM followed AS f
    CROSS JOIN horizon AS h
    WHERE f.day + h.days - 1 <= 20634
),
top AS (
    SELECT experiment_id, months, percentile_cont(0.99) WITHIN GROUP (ORDER BY contribution) AS cap
    FROM matured
    WHERE contribution > 0
    GROUP BY experiment_id, months
),
measured AS (
    SELECT m.*, 'contribution' AS metric, contribution AS y FROM matured AS m
    UNION ALL
    SELECT m.*, 'contribution_capped' AS metric, least(m.contribution, coalesce(t.cap, m.contribution)) AS y
    FROM matured AS m
    LEFT JOIN top AS t ON t.experiment_id = m.experiment_id AND t.months = m.months
    UNION ALL
    SELECT m.*, 'purchases' AS metric, purchases AS y FROM matured AS m
    UNION ALL
    SELECT m.*, 'conversion' AS metric, CASE WHEN purchases > 0 THEN 1.0 ELSE 0.0 END AS y FROM matured AS m
)
SELECT experiment_id, arm, control, stratum, months, metric, count(*) AS n, avg(probability) AS probability, sum(y) AS y,
    sum(y * y) AS yy, sum(x) AS x, sum(x * x) AS xx, sum(x * y) AS xy
FROM measured
GROUP BY experiment_id, arm, control, stratum, months, metric
