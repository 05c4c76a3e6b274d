-- grain: one buyer: the channel of the first purchase; where no channel is known, the source it was told by
-- reads: order_line, identity
WITH paid AS (
    SELECT i.customer_id, coalesce(nullif(trim(l.channel), ''), l.source) AS channel,
        row_number() OVER (PARTITION BY i.customer_id ORDER BY l.ordered_at, l.source, l.order_id, l.line_no) AS place
    FROM order_line AS l
    JOIN identity AS i ON i.source = l.source AND i.customer_key = l.customer_key
    WHERE l.ordered_at < TIMESTAMP '2026-07-01 00:00:00.000000' AND l.status = 'paid' AND l.quantity > 0
)
SELECT customer_id, channel
FROM paid
WHERE place = 1
