/* grain: one person's owned good, with the days from its first purchase to the as-of date */
/* reads: order_line, person, good_product */
SELECT
  p.customer_no,
  g.input,
  MAX(
    CAST(20634 - FLOOR(
      (
        CAST(UNIX_MICROS(CAST(l.ordered_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      ) / 86400
    ) AS INT)
  ) AS first_ago
FROM order_line AS l
JOIN good_product AS g
  ON g.product_id = l.product_id
JOIN person AS p
  ON p.source = l.source AND p.customer_key = l.customer_key
WHERE
  l.ordered_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
  AND l.status = 'paid'
  AND l.quantity > 0
GROUP BY
  p.customer_no,
  g.input
