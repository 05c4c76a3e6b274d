/* grain: one person in one category: paid lines ever, first and last of them in days before as-of, money of 365 days */
/* reads: sale */
SELECT
  customer_no,
  category_no,
  CAST(SUM(paid) AS INT) AS lines,
  MAX(CASE WHEN paid = 1 THEN days_ago END) AS first_ago,
  MIN(CASE WHEN paid = 1 THEN days_ago END) AS last_ago,
  CAST(SUM(CASE WHEN days_ago < 365 THEN revenue ELSE 0 END) AS DECIMAL(18, 4)) AS spend_12m,
  CAST(SUM(CASE WHEN days_ago < 365 THEN contribution ELSE 0 END) AS DECIMAL(18, 4)) AS contribution_12m
FROM sale
GROUP BY
  customer_no,
  category_no
