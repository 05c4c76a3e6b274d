-- grain: one day with several times the orders usual on its weekday, within eight weeks of it or else over all days
-- reads: sales_day
--
-- `one_moment`: most of its orders bear one and the same time, which is not so on the usual day: a bulk load.
WITH beside AS (
    SELECT d.day_no, count(*) AS days,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY CAST(n.orders AS DOUBLE)) AS usual
    FROM sales_day AS d
    JOIN sales_day AS n ON n.day_no BETWEEN d.day_no - 56 AND d.day_no + 56
    WHERE n.day_no <> d.day_no AND (n.day_no - d.day_no) % 7 = 0
    GROUP BY d.day_no
),
overall AS (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY CAST(orders AS DOUBLE)) AS usual,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY CAST(at_once AS DOUBLE) / nullif(orders, 0)) AS together
    FROM sales_day
),
compared AS (
    SELECT DATE '1970-01-01' + d.day_no AS day, d.orders,
        CASE WHEN 2 * d.at_once > d.orders AND o.together < 0.5 THEN 1 ELSE 0 END AS one_moment,
        CASE WHEN b.days >= 4 THEN b.usual ELSE o.usual END AS usual
    FROM sales_day AS d
    CROSS JOIN overall AS o
    LEFT JOIN beside AS b ON b.day_no = d.day_no
)
SELECT day, orders, usual, orders / nullif(usual, 0) AS times,
    CASE WHEN extract(month FROM day) = 1 AND extract(day FROM day) = 1 THEN 1 ELSE 0 END AS new_year,
    one_moment
FROM compared
WHERE orders >= $least AND orders >= $times * usual
