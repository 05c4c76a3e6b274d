-- grain: one known person's standing in taking part, 0 to 100, from interactions or, where the brand has none, orders
-- reads: known_customer, interaction_points, order_points
WITH pointed AS (
    SELECT k.customer_no,
        CASE WHEN 'orders' = 'interactions' THEN coalesce(i.points, 0) ELSE coalesce(o.points, 0) END AS points
    FROM known_customer AS k
    LEFT JOIN interaction_points AS i ON i.customer_no = k.customer_no
    LEFT JOIN order_points AS o ON o.customer_no = k.customer_no
)
SELECT customer_no, 100 * percent_rank() OVER (ORDER BY points) AS engagement
FROM pointed
