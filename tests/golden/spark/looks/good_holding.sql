/* grain: one person's owned good: days bought, in all and before the last horizon */
/* reads: sale, good_product */
WITH day AS (
  SELECT DISTINCT
    s.customer_no,
    g.input,
    s.days_ago
  FROM sale AS s
  JOIN good_product AS g
    ON g.product_id = s.product_id
  WHERE
    s.paid = 1
)
SELECT
  customer_no,
  input,
  CAST(COUNT(*) AS INT) AS days,
  CAST(SUM(CASE WHEN days_ago >= 90 THEN 1 ELSE 0 END) AS INT) AS days_before
FROM day
GROUP BY
  customer_no,
  input
