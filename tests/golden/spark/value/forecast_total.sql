/* grain: everybody known: purchases and revenue expected, in exact sums that do not depend on their order */
/* reads: forecast */
SELECT
  CAST(COALESCE(SUM(CAST(LEAST(expected_purchases, 100000000000) AS DECIMAL(20, 8))), 0) AS DOUBLE) AS purchases,
  CAST(COALESCE(SUM(CAST(LEAST(revenue, 100000000000) AS DECIMAL(20, 8))), 0) AS DOUBLE) AS revenue
FROM forecast
