-- grain: one source record that some load first mentions after the as-of date, with what the other loads tell of it
-- reads: customer__row
--
-- What a load mentions of a customer counts from the load's first row of the customer (first_seen_at there); a file
-- about customers themselves (evidence_at empty) does not say when a value was learned and counts with the record.
WITH late AS (
    SELECT DISTINCT source, customer_key FROM customer__row WHERE evidence_at IS NOT NULL AND first_seen_at >= TIMESTAMP '2026-07-01 00:00:00.000000'
),
told AS (
    SELECT r.source, r.customer_key, r.phone, r.email, r.union_id, r.open_id, r.member_id, r.id_space, r.first_seen_at,
        row_number() OVER (
            PARTITION BY r.source, r.customer_key
            ORDER BY CASE WHEN r.evidence_at IS NULL THEN 1 ELSE 0 END, r.evidence_at, r.load_number
        ) AS age
    FROM customer__row AS r
    JOIN late AS l ON l.source = r.source AND l.customer_key = r.customer_key
    WHERE r.evidence_at IS NULL OR r.first_seen_at < TIMESTAMP '2026-07-01 00:00:00.000000'
)
SELECT source, customer_key, min(first_seen_at) AS first_seen_at,
    max_by(phone, age) FILTER (WHERE phone IS NOT NULL) AS phone,
    max_by(email, age) FILTER (WHERE email IS NOT NULL) AS email,
    max_by(union_id, age) FILTER (WHERE union_id IS NOT NULL) AS union_id,
    max_by(open_id, age) FILTER (WHERE open_id IS NOT NULL) AS open_id,
    max_by(member_id, age) FILTER (WHERE member_id IS NOT NULL) AS member_id,
    max_by(id_space, age) FILTER (WHERE id_space IS NOT NULL) AS id_space
FROM told
GROUP BY source, customer_key
