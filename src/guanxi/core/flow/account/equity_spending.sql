-- grain: one person on whom something was spent between two days; money in hundredths
-- reads: investment, identity
SELECT i.customer_id, CAST(sum(round(CAST(v.money AS DOUBLE) * 100)) AS BIGINT) AS money, sum(v.minutes) AS minutes
FROM investment AS v
JOIN identity AS i ON i.source = v.source AND i.customer_key = v.customer_key
WHERE v.occurred_at >= $since AND v.occurred_at < $until
GROUP BY i.customer_id
