-- grain: one order line of a known person, with the days from it to the as-of date
-- reads: order_line, person, product, category
WITH line AS (
    SELECT p.customer_no, l.order_id, l.product_id, c.category_no, c.margin, l.revenue,
        CAST($day - floor(epoch(l.ordered_at) / 86400) AS INTEGER) AS days_ago,
        CASE WHEN l.status = 'paid' AND l.quantity > 0 THEN 1 ELSE 0 END AS paid,
        -- cost follows the goods: given back, it comes back
        CASE
            WHEN l.cost IS NOT NULL THEN sign(l.quantity) * abs(CAST(l.cost AS DOUBLE))
            ELSE l.quantity * CAST(d.cost AS DOUBLE)
        END AS cost
    FROM order_line AS l
    JOIN person AS p ON p.source = l.source AND p.customer_key = l.customer_key
    LEFT JOIN product AS d ON d.product_id = l.product_id
    JOIN category AS c ON c.category = coalesce(l.category, d.category, '(uncategorised)')
    WHERE l.ordered_at < $until AND l.status <> 'unpaid'
)
SELECT customer_no, order_id, product_id, days_ago, category_no, paid, revenue,
    -- whole ten-thousandths, so that sums do not depend on their order; a mistyped quantity must not burst them
    CAST(floor(
        least(greatest(
            coalesce(CAST(revenue AS DOUBLE) - cost, CAST(revenue AS DOUBLE) * margin), -100000000000), 100000000000
        ) * 10000 + 0.5
    ) / 10000 AS DECIMAL(18, 4)) AS contribution
FROM line
