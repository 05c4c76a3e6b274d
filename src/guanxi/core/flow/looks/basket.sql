-- grain: one person with all inputs of the item model (each times 64, plus days bought), and how she has been buying
-- reads: holding, good_holding, pace, customer_value
WITH given AS (
    SELECT customer_no, item * 64 + least(days, 63) AS code, first_ago,
        CASE WHEN first_ago < $horizon THEN 1 ELSE 0 END AS fresh
    FROM holding
    UNION ALL
    SELECT customer_no, input * 64 + least(days, 63) AS code, 0 AS first_ago, 0 AS fresh FROM good_holding
),
owned AS (
    SELECT customer_no, CAST(sum(fresh) AS INTEGER) AS fresh, max(first_ago) AS first_ago, array_agg(code) AS codes
    FROM given
    GROUP BY customer_no
)
SELECT o.customer_no, v.p_alive, coalesce(p.age, o.first_ago) AS age, coalesce(p.silence, o.first_ago) AS silence,
    coalesce(p.recent, 0) AS recent, o.fresh, o.codes
FROM owned AS o
JOIN customer_value AS v ON v.customer_no = o.customer_no
LEFT JOIN pace AS p ON p.customer_no = o.customer_no
