-- grain: one person's owned good, with the days from its first purchase to the as-of date
-- reads: order_line, person, good_product
SELECT p.customer_no, g.input,
    max(CAST(20634 - floor(epoch(l.ordered_at) / 86400) AS INTEGER)) AS first_ago
FROM order_line AS l
JOIN good_product AS g ON g.product_id = l.product_id
JOIN person AS p ON p.source = l.source AND p.customer_key = l.customer_key
WHERE l.ordered_at < TIMESTAMP '2026-07-01 00:00:00.000000' AND l.status = 'paid' AND l.quantity > 0
GROUP BY p.customer_no, g.input
