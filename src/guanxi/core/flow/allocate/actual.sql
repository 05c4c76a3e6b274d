-- grain: one person and one action really done to her between two days: money and minutes spent
-- reads: investment, identity
SELECT i.customer_id, v.action_id, sum(CAST(v.money AS DOUBLE)) AS money, sum(v.minutes) AS minutes
FROM investment AS v
JOIN identity AS i ON i.source = v.source AND i.customer_key = v.customer_key
WHERE v.occurred_at >= $since AND v.occurred_at < $until
GROUP BY i.customer_id, v.action_id
