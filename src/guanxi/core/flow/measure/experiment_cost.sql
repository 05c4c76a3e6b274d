-- grain: one person on whom an experiment spent something: money, and time at the price of its team
-- reads: investment, identity, minute_price
SELECT coalesce(v.plan_id, v.programme) AS experiment_id, i.customer_id,
    sum(CAST(v.money AS DOUBLE) + v.minutes * coalesce(p.price, 0)) AS cost
FROM investment AS v
JOIN identity AS i ON i.source = v.source AND i.customer_key = v.customer_key
LEFT JOIN minute_price AS p ON p.action_id = v.action_id
WHERE v.occurred_at < $until AND coalesce(v.plan_id, v.programme) IS NOT NULL
GROUP BY coalesce(v.plan_id, v.programme), i.customer_id
