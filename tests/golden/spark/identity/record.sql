/* grain: one source record with its person; known: first seen by the as-of date; registered: a member by then */
/* reads: customer, joined_record, identity_secret */
/* What goes into every id is a table while this is made and empty afterwards: this text may be read by anybody. */
SELECT
  c.source,
  c.customer_key,
  'c' || SUBSTRING(
    MD5(
      s.secret || COALESCE(j.anchor_source, c.source) || '|' || COALESCE(j.anchor_key, c.customer_key)
    ),
    1,
    16
  ) AS customer_id,
  COALESCE(j.evidence, '') AS evidence,
  c.name,
  COALESCE(c.phone, c.phone_written) AS phone,
  c.email,
  c.owner,
  CASE
    WHEN c.first_seen_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
    THEN 1
    ELSE 0
  END AS known,
  CASE
    WHEN c.registered_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
    THEN 1
    ELSE 0
  END AS registered
FROM customer AS c
CROSS JOIN identity_secret AS s
LEFT JOIN joined_record AS j
  ON j.source = c.source AND j.customer_key = c.customer_key
