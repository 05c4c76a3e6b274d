-- grain: the brand: cuts of potential and vitality among buyers; low and high ends for those who were high or low before
-- reads: score
SELECT
    coalesce(percentile_cont(CAST(0.5 AS DOUBLE)) WITHIN GROUP (ORDER BY uplift_score), 0) AS potential,
    coalesce(percentile_cont(CAST(0.48 AS DOUBLE)) WITHIN GROUP (ORDER BY uplift_score), 0) AS potential_low,
    coalesce(percentile_cont(CAST(0.52 AS DOUBLE)) WITHIN GROUP (ORDER BY uplift_score), 0) AS potential_high,
    coalesce(percentile_cont(CAST(0.5 AS DOUBLE)) WITHIN GROUP (ORDER BY value_12m), 0) AS vitality,
    coalesce(percentile_cont(CAST(0.48 AS DOUBLE)) WITHIN GROUP (ORDER BY value_12m), 0) AS vitality_low,
    coalesce(percentile_cont(CAST(0.52 AS DOUBLE)) WITHIN GROUP (ORDER BY value_12m), 0) AS vitality_high
FROM score
WHERE orders > 0
