/* grain: one quadrant */
/* reads: appraisal, cut */
WITH quadrant_word AS (
  SELECT
    'growth_stock' AS quadrant
  UNION ALL
  SELECT
    'cash_cow' AS quadrant
  UNION ALL
  SELECT
    'sleeping_gold' AS quadrant
  UNION ALL
  SELECT
    'low_yield' AS quadrant
), summed AS (
  SELECT
    quadrant,
    COUNT(*) AS customers,
    SUM(revenue_12m) AS revenue_12m,
    SUM(value_12m) AS value_12m,
    SUM(clv) AS clv,
    SUM(headroom) AS headroom,
    AVG(CAST(uplift_score AS DOUBLE)) AS mean_score
  FROM appraisal
  GROUP BY
    quadrant
)
SELECT
  w.quadrant,
  COALESCE(s.customers, 0) AS customers,
  COALESCE(s.revenue_12m, 0) AS revenue_12m,
  COALESCE(s.value_12m, 0) AS value_12m,
  COALESCE(s.clv, 0) AS clv,
  COALESCE(s.headroom, 0) AS headroom,
  s.mean_score,
  c.potential AS potential_cut,
  c.vitality AS vitality_cut
FROM quadrant_word AS w
CROSS JOIN cut AS c
LEFT JOIN summed AS s
  ON s.quadrant = w.quadrant
