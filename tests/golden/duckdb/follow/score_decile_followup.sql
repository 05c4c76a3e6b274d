-- grain: one tenth of the customers by uplift_score (10: highest) and what they bought in the days after the appraisal
-- reads: appraisal, person, order_line
WITH later AS (
    SELECT p.customer_id, CAST(sum(l.revenue) AS DECIMAL(18, 4)) AS revenue,
        max(CASE WHEN l.status = 'paid' AND l.quantity > 0 THEN 1 ELSE 0 END) AS bought
    FROM order_line AS l
    JOIN person AS p ON p.source = l.source AND p.customer_key = l.customer_key
    WHERE l.ordered_at >= TIMESTAMP '2026-07-01 00:00:00.000000' AND l.ordered_at < TIMESTAMP '2026-09-29 00:00:00.000000'
    GROUP BY p.customer_id
),
ranked AS (
    SELECT customer_id, uplift_score, ntile(10) OVER (ORDER BY uplift_score, customer_id) AS decile
    FROM appraisal
)
SELECT CAST(r.decile AS BIGINT) AS decile, count(*) AS customers, min(r.uplift_score) AS score_from,
    CAST(coalesce(sum(l.revenue), 0) AS DOUBLE) AS revenue,
    CAST(coalesce(sum(l.revenue), 0) AS DOUBLE) / nullif(count(*), 0) AS revenue_per_customer,
    CAST(sum(coalesce(l.bought, 0)) AS DOUBLE) / nullif(count(*), 0) AS share_buying
FROM ranked AS r
LEFT JOIN later AS l ON l.customer_id = r.customer_id
GROUP BY r.decile
