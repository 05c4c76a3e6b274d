-- grain: one event in the life of the person's child, earliest first
-- reads: life_event
SELECT event, date, status, months, categories
FROM life_event
WHERE customer_id = $customer_id
ORDER BY date, event
