-- grain: one cell with anybody in it: column by potential, row by vitality, the quadrant most of them are in
-- reads: listed
WITH placed AS (
    SELECT quadrant, value_12m,
        CAST(least(floor((uplift_score - $low) / ($high - $low) * $bins), $bins - 1) AS INTEGER) AS place_x,
        CAST(least(floor(ln(1 + vitality / $bend) / ln(1 + $top / $bend) * $bins), $bins - 1) AS INTEGER) AS place_y
    FROM listed
),
mixed AS (
    SELECT place_x, place_y, quadrant, count(*) AS customers, sum(value_12m) AS value_12m
    FROM placed
    GROUP BY ALL
)
SELECT place_x, place_y, CAST(sum(customers) AS BIGINT) AS customers, sum(value_12m) AS value_12m,
    arg_max(quadrant, (customers, quadrant)) AS quadrant
FROM mixed
GROUP BY place_x, place_y
ORDER BY place_y, place_x
