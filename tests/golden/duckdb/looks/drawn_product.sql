-- grain: one person drawn and one product bought, in the category it was bought in
-- reads: order_line, person, product, category, category_fact
SELECT DISTINCT p.customer_no, f.item, l.product_id, coalesce(d.name, l.product_id) AS label
FROM order_line AS l
JOIN person AS p ON p.source = l.source AND p.customer_key = l.customer_key
LEFT JOIN product AS d ON d.product_id = l.product_id
JOIN category AS c ON c.category = coalesce(l.category, d.category, '(uncategorised)')
JOIN category_fact AS f ON f.category_no = c.category_no
WHERE l.ordered_at < TIMESTAMP '2026-07-01 00:00:00.000000' AND l.status = 'paid' AND l.quantity > 0 AND l.product_id IS NOT NULL
    AND p.customer_no % 1 = 0
