-- grain: one buyer: purchases halved every half-life (frequency, recency) and a tenth for each category (breadth)
-- reads: customer_day, category_history, engagement_excluded
WITH rhythm AS (
    SELECT customer_no,
        CAST(sum(CAST(floor(1000000 * power(0.5, days_ago / $half_life) + 0.5) AS BIGINT)) AS BIGINT) AS points,
        CAST(sum(CASE WHEN days_ago < 365 THEN 1 ELSE 0 END) AS BIGINT) AS signs,
        CAST(sum(CASE WHEN days_ago < $trend THEN 100 ELSE 0 END) AS DOUBLE) AS recent,
        CAST(sum(CASE WHEN days_ago >= $trend AND days_ago < 2 * $trend THEN 100 ELSE 0 END) AS DOUBLE) AS earlier
    FROM customer_day
    WHERE purchase = 1
    GROUP BY customer_no
),
breadth AS (
    SELECT customer_no, count(*) AS categories FROM category_history WHERE last_ago < 365 GROUP BY customer_no
)
SELECT r.customer_no, r.points + 100000 * coalesce(b.categories, 0) AS points, r.signs, r.recent, r.earlier,
    100 * (r.recent + r.earlier) AS spread
FROM rhythm AS r
LEFT JOIN breadth AS b ON b.customer_no = r.customer_no
WHERE NOT EXISTS (SELECT 1 FROM engagement_excluded AS e WHERE e.customer_no = r.customer_no)
