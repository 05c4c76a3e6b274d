/* grain: one person whose spend may speak for others: two purchases and 90 days of tenure at least; bands of likeness */
/* reads: customer_value, category_history */
WITH breadth AS (
  SELECT
    customer_no,
    COUNT(*) AS categories
  FROM category_history
  WHERE
    lines > 0
  GROUP BY
    customer_no
)
SELECT
  v.customer_no,
  GREATEST(v.revenue_12m, 0) AS own,
  CASE WHEN v.`T` < 182 THEN 1 WHEN v.`T` < 365 THEN 2 WHEN v.`T` < 730 THEN 3 ELSE 4 END AS tenure,
  CASE
    WHEN v.x * 365 < v.`T`
    THEN 1
    WHEN v.x * 365 < 2 * v.`T`
    THEN 2
    WHEN v.x * 365 < 4 * v.`T`
    THEN 3
    WHEN v.x * 365 < 8 * v.`T`
    THEN 4
    WHEN v.x * 365 < 16 * v.`T`
    THEN 5
    ELSE 6
  END AS rhythm, /* repeat purchases a year of tenure: below 1, 2, 4, 8, 16, or more */
  CASE
    WHEN b.categories <= 1
    THEN 1
    WHEN b.categories = 2
    THEN 2
    WHEN b.categories <= 4
    THEN 3
    WHEN b.categories <= 8
    THEN 4
    ELSE 5
  END AS breadth
FROM customer_value AS v
LEFT JOIN breadth AS b
  ON b.customer_no = v.customer_no
WHERE
  v.orders >= 2 AND v.`T` >= 90
