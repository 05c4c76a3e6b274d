-- grain: one source record and the person it belongs to
-- reads: customer, joined_record
SELECT c.source, c.customer_key,
    'c' || substr(md5(coalesce(j.anchor_source, c.source) || '|' || coalesce(j.anchor_key, c.customer_key)), 1, 16)
        AS customer_id,
    coalesce(j.evidence, '') AS evidence
FROM customer AS c
LEFT JOIN joined_record AS j ON j.source = c.source AND j.customer_key = c.customer_key
