-- grain: one person and one action of the catalogue done to her: days from the last time to the plan's first day, times of late
-- reads: investment, identity
SELECT i.customer_id, v.action_id,
    min(CAST(20635 - floor(epoch(v.occurred_at) / 86400) AS INTEGER)) AS last_ago,
    sum(CASE WHEN v.occurred_at >= TIMESTAMP '2026-06-01 00:00:00.000000' THEN 1 ELSE 0 END) AS times_month
FROM investment AS v
JOIN identity AS i ON i.source = v.source AND i.customer_key = v.customer_key
WHERE v.occurred_at < TIMESTAMP '2026-07-01 00:00:00.000000'
GROUP BY i.customer_id, v.action_id
