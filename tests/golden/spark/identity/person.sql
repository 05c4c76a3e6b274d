/* grain: one source record with its person's short number: dense, known ones first, in the order of customer_id */
/* reads: record */
SELECT
  source,
  customer_key,
  customer_id,
  known,
  registered,
  CAST(DENSE_RANK() OVER (ORDER BY known DESC, customer_id NULLS LAST) AS INT) AS customer_no
FROM record
