-- grain: one person with all owned items and the probability that the relationship lives
-- reads: holding, customer_value
WITH owned AS (
    SELECT customer_no, array_agg(item) AS items FROM holding GROUP BY customer_no
)
SELECT o.customer_no, v.p_alive, o.items
FROM owned AS o
JOIN customer_value AS v ON v.customer_no = o.customer_no
