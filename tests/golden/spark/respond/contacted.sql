/* grain: one person contacted in the 30 days before the plan's first day, or already within the plan's time */
/* reads: contact, identity */
SELECT
  i.customer_id,
  COUNT(*) AS contacts
FROM contact AS c
JOIN identity AS i
  ON i.source = c.source AND i.customer_key = c.customer_key
WHERE
  c.occurred_at >= CAST('2026-06-01 00:00:00.000000' AS TIMESTAMP_NTZ)
  AND c.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
GROUP BY
  i.customer_id
