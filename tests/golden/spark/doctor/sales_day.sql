/* grain: one day (UTC) on which something was sold, in days since 1970: orders, and the most of them at one moment */
/* reads: order_line */
WITH placed AS (
  SELECT
    source,
    order_id,
    MIN(ordered_at) AS placed_at
  FROM order_line
  WHERE
    ordered_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
    AND status = 'paid'
    AND quantity > 0
  GROUP BY
    source,
    order_id
), moment AS (
  SELECT
    placed_at,
    COUNT(*) AS orders
  FROM placed
  GROUP BY
    placed_at
)
SELECT
  CAST(FLOOR(
    (
      CAST(UNIX_MICROS(CAST(placed_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
    ) / 86400
  ) AS INT) AS day_no,
  CAST(SUM(orders) AS BIGINT) AS orders,
  MAX(orders) AS at_once
FROM moment
GROUP BY
  CAST(FLOOR(
    (
      CAST(UNIX_MICROS(CAST(placed_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
    ) / 86400
  ) AS INT)
