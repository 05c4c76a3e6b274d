/* grain: one thing other than an order that a person, or the brand with a person, did by the as-of date */
/* reads: interaction, contact, investment, membership, person */
/* Interactions are those of the last 365 days, from which engagement is read too. */
SELECT
  p.customer_no,
  i.occurred_at,
  'interaction' AS kind,
  i.kind AS word,
  i.topic AS title,
  CAST(NULL AS DOUBLE) AS amount,
  CAST(NULL AS DOUBLE) AS minutes,
  i.channel,
  CAST(NULL AS STRING) AS staff
FROM interaction AS i
JOIN person AS p
  ON p.source = i.source AND p.customer_key = i.customer_key
WHERE
  i.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
  AND (
    CAST(UNIX_MICROS(CAST(i.occurred_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
  ) >= (
    CAST(UNIX_MICROS(CAST(CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ) AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
  ) - 365 * 86400
UNION ALL
SELECT
  p.customer_no,
  c.occurred_at,
  'contact' AS kind,
  c.purpose AS word,
  COALESCE(c.topic, c.text) AS title,
  CAST(c.cost AS DOUBLE) AS amount,
  c.minutes,
  c.channel,
  c.staff_id AS staff
FROM contact AS c
JOIN person AS p
  ON p.source = c.source AND p.customer_key = c.customer_key
WHERE
  c.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
UNION ALL
SELECT
  p.customer_no,
  v.occurred_at,
  'investment' AS kind,
  v.action_id AS word,
  v.programme AS title,
  CAST(v.money AS DOUBLE) AS amount,
  v.minutes,
  CAST(NULL AS STRING) AS channel,
  v.staff_id AS staff
FROM investment AS v
JOIN person AS p
  ON p.source = v.source AND p.customer_key = v.customer_key
WHERE
  v.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
UNION ALL
SELECT
  p.customer_no,
  m.started_at AS occurred_at,
  'membership' AS kind,
  CAST(NULL AS STRING) AS word,
  m.kind AS title,
  CAST(m.fee AS DOUBLE) AS amount,
  CAST(NULL AS DOUBLE) AS minutes,
  CAST(NULL AS STRING) AS channel,
  CAST(NULL AS STRING) AS staff
FROM membership AS m
JOIN person AS p
  ON p.source = m.source AND p.customer_key = m.customer_key
WHERE
  m.started_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
