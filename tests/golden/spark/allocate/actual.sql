/* grain: one person and one action really done to her between two days: money and minutes spent */
/* reads: investment, identity */
SELECT
  i.customer_id,
  v.action_id,
  SUM(CAST(v.money AS DOUBLE)) AS money,
  SUM(v.minutes) AS minutes
FROM investment AS v
JOIN identity AS i
  ON i.source = v.source AND i.customer_key = v.customer_key
WHERE
  v.occurred_at >= CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
  AND v.occurred_at < CAST('2026-08-01 00:00:00.000000' AS TIMESTAMP_NTZ)
GROUP BY
  i.customer_id,
  v.action_id
