-- grain: one person with more events than are published
-- reads: customer_day, deed
WITH happened AS (
    SELECT customer_no FROM customer_day
    UNION ALL
    SELECT customer_no FROM deed
)
SELECT customer_no FROM happened GROUP BY customer_no HAVING count(*) > $most
