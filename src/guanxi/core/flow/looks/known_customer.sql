-- grain: one person known by the end of the as-of date
-- reads: customer, person, history
WITH seen AS (
    SELECT p.customer_no, CASE WHEN c.registered_at < $until THEN 1 ELSE 0 END AS registered
    FROM customer AS c
    JOIN person AS p ON p.source = c.source AND p.customer_key = c.customer_key
    WHERE c.first_seen_at < $until
    UNION ALL
    SELECT customer_no, 0 AS registered FROM history
)
SELECT customer_no, max(registered) AS registered FROM seen GROUP BY customer_no
