-- grain: one person with a child known by the as-of date: age of the youngest in days, below 0 before birth
-- reads: customer, person
SELECT p.customer_no, min(20634 - CAST(date_diff('day', DATE '1970-01-01', CAST(
    coalesce(c.child_birthday, c.due_date) AS DATE)) AS INTEGER)) AS age
FROM customer AS c
JOIN person AS p ON p.source = c.source AND p.customer_key = c.customer_key
WHERE coalesce(c.child_birthday, c.due_date) IS NOT NULL AND c.first_seen_at < TIMESTAMP '2026-07-01 00:00:00.000000'
GROUP BY p.customer_no
