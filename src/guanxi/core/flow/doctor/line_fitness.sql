-- grain: the brand: its order lines known by the as-of date, and how many of them lack what
-- reads: order_line, product
WITH line AS (
    SELECT l.source, l.customer_key, l.status, l.quantity, l.revenue, l.ordered_at,
        CASE WHEN l.status = 'paid' AND l.quantity > 0 THEN 1 ELSE 0 END AS paid,
        coalesce(l.category, p.category) AS category,
        CASE WHEN l.cost IS NOT NULL OR p.cost IS NOT NULL THEN 1 ELSE 0 END AS costed
    FROM order_line AS l
    LEFT JOIN product AS p ON p.product_id = l.product_id
    WHERE l.ordered_at < $until
)
SELECT count(*) AS lines, count(DISTINCT source) AS sources,
    CAST(min(ordered_at) AS DATE) AS first_day, CAST(max(ordered_at) AS DATE) AS last_day,
    coalesce(sum(paid), 0) AS paid,
    coalesce(sum(CASE WHEN customer_key IS NULL THEN 1 ELSE 0 END), 0) AS anonymous,
    coalesce(sum(CASE WHEN paid = 1 AND revenue <= 0 THEN 1 ELSE 0 END), 0) AS free,
    coalesce(sum(CASE WHEN paid = 1 AND CAST(revenue AS DOUBLE) = quantity THEN 1 ELSE 0 END), 0) AS as_quantity,
    coalesce(sum(CASE WHEN paid = 1 AND category IS NULL THEN 1 ELSE 0 END), 0) AS uncategorised,
    coalesce(sum(CASE WHEN paid = 1 THEN costed ELSE 0 END), 0) AS costed,
    coalesce(sum(CASE WHEN status = 'refunded' THEN 1 ELSE 0 END), 0) AS refunded,
    coalesce(sum(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END), 0) AS cancelled,
    coalesce(sum(CASE WHEN status = 'unpaid' THEN 1 ELSE 0 END), 0) AS unpaid,
    CAST(coalesce(sum(CASE WHEN paid = 1 THEN revenue ELSE 0 END), 0) AS DOUBLE) AS revenue,
    CAST(coalesce(sum(CASE WHEN paid = 1 AND customer_key IS NULL THEN revenue ELSE 0 END), 0) AS DOUBLE)
        AS anonymous_revenue,
    CAST(coalesce(sum(CASE WHEN status = 'refunded' THEN -revenue ELSE 0 END), 0) AS DOUBLE) AS given_back
FROM line
