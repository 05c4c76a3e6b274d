/* grain: one person on whom something was spent between two days; money in hundredths */
/* reads: investment, identity */
SELECT
  i.customer_id,
  CAST(SUM(ROUND(CAST(v.money AS DOUBLE) * 100)) AS BIGINT) AS money,
  SUM(v.minutes) AS minutes
FROM investment AS v
JOIN identity AS i
  ON i.source = v.source AND i.customer_key = v.customer_key
WHERE
  v.occurred_at >= CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
  AND v.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
GROUP BY
  i.customer_id
