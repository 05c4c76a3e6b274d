/* grain: the brand: cuts of potential and vitality among buyers; low and high ends for those who were high or low before */
/* reads: score */
SELECT
  COALESCE(PERCENTILE(CAST(uplift_score AS DOUBLE), CAST(0.5 AS DOUBLE)), 0) AS potential,
  COALESCE(PERCENTILE(CAST(uplift_score AS DOUBLE), CAST(0.48 AS DOUBLE)), 0) AS potential_low,
  COALESCE(PERCENTILE(CAST(uplift_score AS DOUBLE), CAST(0.52 AS DOUBLE)), 0) AS potential_high,
  COALESCE(PERCENTILE(CAST(value_12m AS DOUBLE), CAST(0.5 AS DOUBLE)), 0) AS vitality,
  COALESCE(PERCENTILE(CAST(value_12m AS DOUBLE), CAST(0.48 AS DOUBLE)), 0) AS vitality_low,
  COALESCE(PERCENTILE(CAST(value_12m AS DOUBLE), CAST(0.52 AS DOUBLE)), 0) AS vitality_high
FROM score
WHERE
  orders > 0
