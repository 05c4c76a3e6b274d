/* grain: one buyer: the channel of the first purchase; where no channel is known, the source it was told by */
/* reads: order_line, identity */
WITH paid AS (
  SELECT
    i.customer_id,
    COALESCE(NULLIF(TRIM(l.channel), ''), l.source) AS channel,
    ROW_NUMBER() OVER (
      PARTITION BY i.customer_id
      ORDER BY l.ordered_at NULLS LAST, l.source NULLS LAST, l.order_id NULLS LAST, l.line_no NULLS LAST
    ) AS place
  FROM order_line AS l
  JOIN identity AS i
    ON i.source = l.source AND i.customer_key = l.customer_key
  WHERE
    l.ordered_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
    AND l.status = 'paid'
    AND l.quantity > 0
)
SELECT
  customer_id,
  channel
FROM paid
WHERE
  place = 1
