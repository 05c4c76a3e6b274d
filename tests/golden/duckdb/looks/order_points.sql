-- grain: one buyer: purchases halved every half-life (frequency, recency) and a tenth for each category (breadth)
-- reads: customer_day, category_history
WITH rhythm AS (
    SELECT customer_no,
        CAST(sum(CAST(floor(1000000 * power(0.5, days_ago / CAST(60.0 AS DOUBLE)) + 0.5) AS BIGINT)) AS BIGINT) AS points
    FROM customer_day
    WHERE purchase = 1
    GROUP BY customer_no
),
breadth AS (
    SELECT customer_no, count(*) AS categories FROM category_history WHERE last_ago < 365 GROUP BY customer_no
)
SELECT r.customer_no, r.points + 100000 * coalesce(b.categories, 0) AS points
FROM rhythm AS r
LEFT JOIN breadth AS b ON b.customer_no = r.customer_no
