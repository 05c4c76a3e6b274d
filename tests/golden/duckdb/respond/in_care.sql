-- grain: one person with a caring contact in the days before the plan's first day, or within its time, that no selling may follow
-- reads: contact, identity
SELECT DISTINCT i.customer_id
FROM contact AS c
JOIN identity AS i ON i.source = c.source AND i.customer_key = c.customer_key
WHERE c.purpose = 'care' AND c.occurred_at >= TIMESTAMP '2026-04-02 00:00:00.000000' AND c.occurred_at < TIMESTAMP '2026-07-01 00:00:00.000000'
