-- grain: one known person: days since first seen and since registered, age of the youngest child (below 0 before birth)
-- reads: customer, person
SELECT p.customer_no,
    max($day - CAST(floor(epoch(c.first_seen_at) / 86400) AS INTEGER)) AS known_ago,
    max(CASE WHEN c.registered_at < $until THEN $day - CAST(floor(epoch(c.registered_at) / 86400) AS INTEGER) END)
        AS registered_ago,
    min($day - CAST(floor(epoch(CAST(coalesce(c.child_birthday, c.due_date) AS TIMESTAMP)) / 86400) AS INTEGER))
        AS child_age
FROM customer AS c
JOIN person AS p ON p.source = c.source AND p.customer_key = c.customer_key
WHERE c.first_seen_at < $until
GROUP BY p.customer_no
