/* grain: one person on whom an experiment spent something: money, and time at the price of its team */
/* reads: investment, identity, minute_price */
SELECT
  COALESCE(v.plan_id, v.programme) AS experiment_id,
  i.customer_id,
  SUM(CAST(v.money AS DOUBLE) + v.minutes * COALESCE(p.price, 0)) AS cost
FROM investment AS v
JOIN identity AS i
  ON i.source = v.source AND i.customer_key = v.customer_key
LEFT JOIN minute_price AS p
  ON p.action_id = v.action_id
WHERE
  v.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
  AND NOT COALESCE(v.plan_id, v.programme) IS NULL
GROUP BY
  COALESCE(v.plan_id, v.programme),
  i.customer_id
