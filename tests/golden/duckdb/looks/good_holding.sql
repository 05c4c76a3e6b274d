-- grain: one person's owned good: days bought, in all and before the last horizon
-- reads: order_line, person, good_product
WITH day AS (
    SELECT DISTINCT p.customer_no, g.input, CAST(20634 - floor(epoch(l.ordered_at) / 86400) AS INTEGER) AS days_ago
    FROM order_line AS l
    JOIN good_product AS g ON g.product_id = l.product_id
    JOIN person AS p ON p.source = l.source AND p.customer_key = l.customer_key
    WHERE l.ordered_at < TIMESTAMP '2026-07-01 00:00:00.000000' AND l.status = 'paid' AND l.quantity > 0
)
SELECT customer_no, input, CAST(count(*) AS INTEGER) AS days,
    CAST(sum(CASE WHEN days_ago >= 90 THEN 1 ELSE 0 END) AS INTEGER) AS days_before
FROM day
GROUP BY customer_no, input
