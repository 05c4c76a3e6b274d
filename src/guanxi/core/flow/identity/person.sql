-- grain: one source record with its person's short number, dense in the order of customer_id
-- reads: identity
SELECT source, customer_key, CAST(dense_rank() OVER (ORDER BY customer_id) AS INTEGER) AS customer_no, customer_id
FROM identity
