-- grain: one person's owned good: days bought, in all and before the last horizon
-- reads: sale, good_product
WITH day AS (
    SELECT DISTINCT s.customer_no, g.input, s.days_ago
    FROM sale AS s
    JOIN good_product AS g ON g.product_id = s.product_id
    WHERE s.paid = 1
)
SELECT customer_no, input, CAST(count(*) AS INTEGER) AS days,
    CAST(sum(CASE WHEN days_ago >= $horizon THEN 1 ELSE 0 END) AS INTEGER) AS days_before
FROM day
GROUP BY customer_no, input
