/* grain: one person with any sale: purchases (days), first and last one in days before as-of, money; 12 months are 365 days */
/* reads: customer_day */
SELECT
  customer_no,
  CAST(SUM(purchase) AS INT) AS orders,
  MAX(CASE WHEN purchase = 1 THEN days_ago END) AS first_ago,
  MIN(CASE WHEN purchase = 1 THEN days_ago END) AS last_ago,
  CAST(SUM(CASE WHEN purchase = 1 THEN revenue ELSE 0 END) AS DECIMAL(18, 4)) AS purchase_money,
  CAST(MAX_BY(
    revenue,
    CASE WHEN NOT revenue IS NULL THEN CASE WHEN purchase = 1 THEN days_ago END END
  ) AS DECIMAL(18, 4)) AS first_money,
  CAST(SUM(revenue) AS DECIMAL(18, 4)) AS revenue,
  CAST(SUM(contribution) AS DECIMAL(18, 4)) AS contribution,
  CAST(SUM(CASE WHEN days_ago < 365 THEN revenue ELSE 0 END) AS DECIMAL(18, 4)) AS revenue_12m,
  CAST(SUM(CASE WHEN days_ago < 365 THEN contribution ELSE 0 END) AS DECIMAL(18, 4)) AS contribution_12m,
  CAST(SUM(CASE WHEN days_ago < 182 THEN revenue ELSE 0 END) AS DECIMAL(18, 4)) AS recent_money,
  CAST(SUM(CASE WHEN days_ago >= 182 AND days_ago < 364 THEN revenue ELSE 0 END) AS DECIMAL(18, 4)) AS earlier_money
FROM customer_day
GROUP BY
  customer_no
