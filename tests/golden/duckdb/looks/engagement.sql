-- grain: one known person's standing in taking part, 0 to 100, from interactions or, where the brand has none, orders
-- reads: known_customer, interaction_points, order_points, engagement_excluded
--
-- Who is excluded stands at 0 and takes nobody's place. Trend: this window against the one before; steady unless they
-- differ, less one step of a count, by more than chance would in nine cases of ten (Poisson); empty where both are.
WITH counted AS (
    SELECT customer_no, points, signs, recent, earlier, spread FROM interaction_points WHERE 'orders' = 'interactions'
    UNION ALL
    SELECT customer_no, points, signs, recent, earlier, spread FROM order_points WHERE 'orders' = 'orders'
),
pointed AS (
    SELECT k.customer_no, coalesce(c.points, 0) AS points, CASE WHEN e.customer_no IS NULL THEN 1 ELSE 0 END AS counts,
        coalesce(c.signs, 0) AS signs, coalesce(c.recent, 0) AS recent, coalesce(c.earlier, 0) AS earlier,
        coalesce(c.spread / nullif(c.recent + c.earlier, 0) + 1.645 * sqrt(c.spread), 0) AS band
    FROM known_customer AS k
    LEFT JOIN counted AS c ON c.customer_no = k.customer_no
    LEFT JOIN engagement_excluded AS e ON e.customer_no = k.customer_no
)
SELECT customer_no, signs,
    CASE
        WHEN counts = 1 THEN 100 * percent_rank() OVER (PARTITION BY counts ORDER BY points) ELSE 0.0
    END AS engagement,
    CASE
        WHEN recent + earlier = 0 THEN NULL
        WHEN recent - earlier > band THEN 'rising'
        WHEN earlier - recent > band THEN 'falling'
        ELSE 'steady'
    END AS engagement_trend
FROM pointed
