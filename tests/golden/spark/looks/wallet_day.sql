/* grain: one day of the last 365 on which a person bought, as it is (mask 0) or as a mask leaves it */
/* reads: wallet_order */
SELECT
  mask_no,
  customer_no,
  days_ago,
  CAST(SUM(money) AS DECIMAL(18, 4)) AS money,
  CAST(SUM(lines) AS INT) AS lines,
  CAST(SUM(CASE WHEN lines > 0 THEN 1 ELSE 0 END) AS INT) AS orders
FROM wallet_order
GROUP BY
  mask_no,
  customer_no,
  days_ago
HAVING
  SUM(lines) > 0 AND SUM(money) > 0
