-- grain: one source record with its person's short number: dense, known ones first, in the order of customer_id
-- reads: record
SELECT source, customer_key, customer_id, known, registered,
    CAST(dense_rank() OVER (ORDER BY known DESC, customer_id) AS INTEGER) AS customer_no
FROM record
