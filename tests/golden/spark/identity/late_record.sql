/* grain: one source record that some load first mentions after the as-of date, with what the other loads tell of it */
/* reads: customer__row */
/* What a load mentions of a customer counts from the load's first row of the customer (first_seen_at there); a file */
/* about customers themselves (evidence_at empty) does not say when a value was learned and counts with the record. */
WITH late AS (
  SELECT DISTINCT
    source,
    customer_key
  FROM customer__row
  WHERE
    NOT evidence_at IS NULL
    AND first_seen_at >= CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
), told AS (
  SELECT
    r.source,
    r.customer_key,
    r.phone,
    r.email,
    r.union_id,
    r.open_id,
    r.member_id,
    r.id_space,
    r.first_seen_at,
    ROW_NUMBER() OVER (
      PARTITION BY r.source, r.customer_key
      ORDER BY CASE WHEN r.evidence_at IS NULL THEN 1 ELSE 0 END NULLS LAST, r.evidence_at NULLS LAST, r.load_number NULLS LAST
    ) AS age
  FROM customer__row AS r
  JOIN late AS l
    ON l.source = r.source AND l.customer_key = r.customer_key
  WHERE
    r.evidence_at IS NULL
    OR r.first_seen_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
)
SELECT
  source,
  customer_key,
  MIN(first_seen_at) AS first_seen_at,
  MAX_BY(phone, CASE WHEN NOT phone IS NULL THEN age END) FILTER(WHERE
    NOT phone IS NULL) AS phone,
  MAX_BY(email, CASE WHEN NOT email IS NULL THEN age END) FILTER(WHERE
    NOT email IS NULL) AS email,
  MAX_BY(union_id, CASE WHEN NOT union_id IS NULL THEN age END) FILTER(WHERE
    NOT union_id IS NULL) AS union_id,
  MAX_BY(open_id, CASE WHEN NOT open_id IS NULL THEN age END) FILTER(WHERE
    NOT open_id IS NULL) AS open_id,
  MAX_BY(member_id, CASE WHEN NOT member_id IS NULL THEN age END) FILTER(WHERE
    NOT member_id IS NULL) AS member_id,
  MAX_BY(id_space, CASE WHEN NOT id_space IS NULL THEN age END) FILTER(WHERE
    NOT id_space IS NULL) AS id_space
FROM told
GROUP BY
  source,
  customer_key
