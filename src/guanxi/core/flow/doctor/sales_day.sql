-- grain: one day (UTC) on which something was sold, in days since 1970: orders, and the most of them at one moment
-- reads: order_line
WITH placed AS (
    SELECT source, order_id, min(ordered_at) AS placed_at
    FROM order_line
    WHERE ordered_at < $until AND status = 'paid' AND quantity > 0
    GROUP BY source, order_id
),
moment AS (
    SELECT placed_at, count(*) AS orders FROM placed GROUP BY placed_at
)
SELECT CAST(floor(epoch(placed_at) / 86400) AS INTEGER) AS day_no,
    CAST(sum(orders) AS BIGINT) AS orders, max(orders) AS at_once
FROM moment
GROUP BY CAST(floor(epoch(placed_at) / 86400) AS INTEGER)
