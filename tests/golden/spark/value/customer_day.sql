/* grain: one person on one day with any sale or refund; a purchase is a day on which something paid was kept */
/* reads: sale */
WITH day AS (
  SELECT
    customer_no,
    days_ago,
    CAST(SUM(revenue) AS DECIMAL(18, 4)) AS revenue,
    CAST(SUM(contribution) AS DECIMAL(18, 4)) AS contribution,
    MIN(category_no) AS first_category,
    MAX(category_no) AS last_category,
    MAX(paid) AS paid,
    MAX(CASE WHEN paid = 1 AND revenue <> 0 THEN 1 ELSE 0 END) AS priced
  FROM sale
  GROUP BY
    customer_no,
    days_ago
)
SELECT
  customer_no,
  days_ago,
  revenue,
  contribution,
  first_category,
  last_category,
  CASE WHEN paid = 1 AND (
    revenue > 0 OR priced = 0
  ) THEN 1 ELSE 0 END AS purchase /* days whose paid lines all cost nothing count as purchases too (Fader & Hardie count them on CDNOW) */
FROM day
