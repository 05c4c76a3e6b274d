-- grain: one known person of the past day: what came in the horizon after it, and in the horizon before
-- reads: yardstick, customer_day
--
-- `customer_day` is read anew, as of the end of the horizon. Growth: contribution beyond that of the horizon before.
WITH came AS (
    SELECT customer_no,
        CAST(sum(CASE WHEN days_ago < 90 THEN contribution ELSE 0 END) AS DOUBLE) AS later,
        CAST(sum(CASE WHEN days_ago >= 90 THEN contribution ELSE 0 END) AS DOUBLE) AS before,
        CAST(sum(CASE WHEN days_ago < 90 THEN purchase ELSE 0 END) AS DOUBLE) AS purchases
    FROM customer_day
    WHERE days_ago < 2 * 90
    GROUP BY customer_no
),
year AS (
    SELECT customer_no, CAST(sum(revenue) AS DOUBLE) AS revenue FROM customer_day WHERE days_ago < 365 GROUP BY customer_no
)
SELECT y.customer_no, coalesce(c.later, 0) AS contribution, coalesce(c.purchases, 0) AS purchases,
    greatest(coalesce(c.later, 0) - coalesce(c.before, 0), 0) AS growth,
    greatest(coalesce(t.revenue, 0), 0) AS year_revenue
FROM yardstick AS y
LEFT JOIN came AS c ON c.customer_no = y.customer_no
LEFT JOIN year AS t ON t.customer_no = y.customer_no
