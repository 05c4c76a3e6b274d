-- grain: one thing that happened between the person and the brand, newest first
-- reads: timeline
SELECT occurred_at, kind, word, title, amount, minutes, channel, staff
FROM timeline
WHERE customer_id = $customer_id
ORDER BY occurred_at DESC, kind, word, title, amount
LIMIT $most
