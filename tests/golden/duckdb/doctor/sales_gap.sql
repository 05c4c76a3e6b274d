-- grain: one stretch of at least a week without any sale, the one up to the as-of date included
-- reads: sales_day
WITH following AS (
    SELECT day_no, coalesce(lead(day_no) OVER (ORDER BY day_no), 20634 + 1) AS next_no FROM sales_day
)
SELECT DATE '1970-01-01' + (day_no + 1) AS first_day, DATE '1970-01-01' + (next_no - 1) AS last_day,
    next_no - day_no - 1 AS days
FROM following
WHERE next_no - day_no > 7
