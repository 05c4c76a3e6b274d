/* grain: one buyer: purchases halved every half-life (frequency, recency) and a tenth for each category (breadth) */
/* reads: customer_day, category_history */
WITH rhythm AS (
  SELECT
    customer_no,
    CAST(SUM(
      CAST(FLOOR(1000000 * POWER(0.5, CAST(days_ago AS DOUBLE) / CAST(60.0 AS DOUBLE)) + 0.5) AS BIGINT)
    ) AS BIGINT) AS points
  FROM customer_day
  WHERE
    purchase = 1
  GROUP BY
    customer_no
), breadth AS (
  SELECT
    customer_no,
    COUNT(*) AS categories
  FROM category_history
  WHERE
    last_ago < 365
  GROUP BY
    customer_no
)
SELECT
  r.customer_no,
  r.points + 100000 * COALESCE(b.categories, 0) AS points
FROM rhythm AS r
LEFT JOIN breadth AS b
  ON b.customer_no = r.customer_no
