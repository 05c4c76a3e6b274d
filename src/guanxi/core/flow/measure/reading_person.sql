-- grain: one person in one experiment, one time since the draw (months) that has passed, as readings count them; 0: as drawn
-- reads: enrolled, matured
WITH told AS (
    SELECT experiment_id, customer_id, months, control, arm, stratum, team, purchases_before, contribution, purchases
    FROM matured
    UNION ALL
    SELECT experiment_id, customer_id, 0 AS months, control, arm, stratum, '' AS team, CAST(NULL AS BIGINT) AS purchases_before,
        CAST(NULL AS DOUBLE) AS contribution, CAST(NULL AS DOUBLE) AS purchases
    FROM enrolled
)
SELECT experiment_id, customer_id, months, 1 - control AS treated, arm, stratum,
    substr(stratum, length(split_part(stratum, '/', 1)) + 2) AS quadrant, team, purchases_before, contribution, purchases
FROM told
