/* grain: one identifier that one source record shows; masked, placeholder and too short values left out */
/* reads: customer, late_record */
WITH known AS (
  SELECT
    c.source,
    c.customer_key,
    c.phone,
    c.email,
    c.union_id,
    c.open_id,
    c.member_id,
    c.id_space
  FROM customer AS c
  WHERE
    c.first_seen_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
    AND NOT EXISTS(
      SELECT
        1
      FROM late_record AS l
      WHERE
        l.source = c.source AND l.customer_key = c.customer_key
    )
  UNION ALL
  SELECT
    source,
    customer_key,
    phone,
    email,
    union_id,
    open_id,
    member_id,
    id_space
  FROM late_record
  WHERE
    first_seen_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
), written AS (
  SELECT
    source,
    customer_key,
    'phone' AS kind,
    '' AS space,
    phone AS value,
    7 AS shortest
  FROM known
  WHERE
    NOT phone IS NULL
  UNION ALL
  SELECT
    source,
    customer_key,
    'email' AS kind,
    '' AS space,
    email AS value,
    6 AS shortest
  FROM known
  WHERE
    NOT email IS NULL
  UNION ALL
  SELECT
    source,
    customer_key,
    'union_id' AS kind,
    '' AS space,
    union_id AS value,
    3 AS shortest
  FROM known
  WHERE
    NOT union_id IS NULL
  UNION ALL
  SELECT
    source,
    customer_key,
    'open_id' AS kind,
    COALESCE(id_space, source) AS space,
    open_id AS value,
    3 AS shortest
  FROM known
  WHERE
    NOT open_id IS NULL
  UNION ALL
  SELECT
    source,
    customer_key,
    'member_id' AS kind,
    COALESCE(id_space, source) AS space,
    member_id AS value,
    3 AS shortest
  FROM known
  WHERE
    NOT member_id IS NULL
), tidy AS (
  SELECT
    source,
    customer_key,
    kind,
    space,
    shortest,
    CASE WHEN kind IN ('phone', 'email') THEN LOWER(TRIM(value)) ELSE TRIM(value) END AS value
  FROM written
)
SELECT
  source,
  customer_key,
  kind,
  space,
  value
FROM tidy
WHERE
  LENGTH(value) >= shortest
  AND value NOT LIKE '%*%'
  AND value NOT LIKE '000%'
  AND /* one character all the way: 1111111; for a telephone also behind its country code */ REPLACE(value, SUBSTRING(value, 1, 1), '') <> ''
  AND (
    kind <> 'phone'
    OR REPLACE(SUBSTRING(value, LENGTH(value) - 6, 7), SUBSTRING(value, LENGTH(value), 1), '') <> ''
  )
  AND (
    kind <> 'email' OR value LIKE '%_@_%'
  )
  AND NOT LOWER(value) IN ('null', 'none', 'n/a', 'nan', 'unknown', 'undefined', 'guest', '(null)')
