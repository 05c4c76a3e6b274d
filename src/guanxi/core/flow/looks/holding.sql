-- grain: one person's owned category, as an item of the item model: days bought, in all and before the last horizon
-- reads: sale, category_fact
WITH day AS (
    SELECT DISTINCT s.customer_no, f.item, s.days_ago
    FROM sale AS s
    JOIN category_fact AS f ON f.category_no = s.category_no
    WHERE s.paid = 1
)
SELECT customer_no, item, CAST(count(*) AS INTEGER) AS days,
    CAST(sum(CASE WHEN days_ago >= $horizon THEN 1 ELSE 0 END) AS INTEGER) AS days_before,
    max(days_ago) AS first_ago
FROM day
GROUP BY customer_no, item
