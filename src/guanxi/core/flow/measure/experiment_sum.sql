-- grain: one arm in one stratum and team of one experiment, one time since the draw (months) and one thing measured: sums over people
-- reads: matured
WITH measured AS (
    SELECT m.*, 'contribution' AS metric, contribution AS y FROM matured AS m
    UNION ALL
    SELECT m.*, 'contribution_capped' AS metric, contribution_capped AS y FROM matured AS m
    UNION ALL
    SELECT m.*, 'purchases' AS metric, purchases AS y FROM matured AS m
    UNION ALL
    SELECT m.*, 'conversion' AS metric, CASE WHEN purchases > 0 THEN 1.0 ELSE 0.0 END AS y FROM matured AS m
    UNION ALL
    SELECT m.*, 'retention' AS metric, CASE WHEN purchases > 0 THEN 1.0 ELSE 0.0 END AS y
    FROM matured AS m
    WHERE purchases_before > 0
)
SELECT experiment_id, arm, control, stratum, team, months, metric, count(*) AS n, avg(probability) AS probability, sum(y) AS y,
    sum(y * y) AS yy, sum(x) AS x, sum(x * x) AS xx, sum(x * y) AS xy, sum(cost) AS spent,
    sum(treated_later) AS treated_later
FROM measured
GROUP BY experiment_id, arm, control, stratum, team, months, metric
