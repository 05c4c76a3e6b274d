/* grain: the brand: its order lines known by the as-of date, and how many of them lack what */
/* reads: order_line, product */
WITH line AS (
  SELECT
    l.source,
    l.customer_key,
    l.status,
    l.quantity,
    l.revenue,
    l.ordered_at,
    CASE WHEN l.status = 'paid' AND l.quantity > 0 THEN 1 ELSE 0 END AS paid,
    COALESCE(l.category, p.category) AS category,
    CASE WHEN NOT l.cost IS NULL OR NOT p.cost IS NULL THEN 1 ELSE 0 END AS costed
  FROM order_line AS l
  LEFT JOIN product AS p
    ON p.product_id = l.product_id
  WHERE
    l.ordered_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
)
SELECT
  COUNT(*) AS lines,
  COUNT(DISTINCT source) AS sources,
  CAST(MIN(ordered_at) AS DATE) AS first_day,
  CAST(MAX(ordered_at) AS DATE) AS last_day,
  COALESCE(SUM(paid), 0) AS paid,
  COALESCE(SUM(CASE WHEN customer_key IS NULL THEN 1 ELSE 0 END), 0) AS anonymous,
  COALESCE(SUM(CASE WHEN paid = 1 AND revenue <= 0 THEN 1 ELSE 0 END), 0) AS free,
  COALESCE(
    SUM(CASE WHEN paid = 1 AND CAST(revenue AS DOUBLE) = quantity THEN 1 ELSE 0 END),
    0
  ) AS as_quantity,
  COALESCE(SUM(CASE WHEN paid = 1 AND category IS NULL THEN 1 ELSE 0 END), 0) AS uncategorised,
  COALESCE(SUM(CASE WHEN paid = 1 THEN costed ELSE 0 END), 0) AS costed,
  COALESCE(SUM(CASE WHEN status = 'refunded' THEN 1 ELSE 0 END), 0) AS refunded,
  COALESCE(SUM(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END), 0) AS cancelled,
  COALESCE(SUM(CASE WHEN status = 'unpaid' THEN 1 ELSE 0 END), 0) AS unpaid,
  CAST(COALESCE(SUM(CASE WHEN paid = 1 THEN revenue ELSE 0 END), 0) AS DOUBLE) AS revenue,
  CAST(COALESCE(SUM(CASE WHEN paid = 1 AND customer_key IS NULL THEN revenue ELSE 0 END), 0) AS DOUBLE) AS anonymous_revenue,
  CAST(COALESCE(SUM(CASE WHEN status = 'refunded' THEN -revenue ELSE 0 END), 0) AS DOUBLE) AS given_back
FROM line
