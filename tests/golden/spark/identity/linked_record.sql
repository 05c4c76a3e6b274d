/* grain: one record that meets others; record_no follows (first load, source, customer_key), so older records anchor */
/* reads: meeting, customer__row */
WITH met AS (
  SELECT
    source,
    customer_key,
    CONCAT_WS(
      '+',
      CASE WHEN MAX(CASE WHEN kind = 'phone' THEN 1 ELSE 0 END) = 1 THEN 'phone' END,
      CASE WHEN MAX(CASE WHEN kind = 'email' THEN 1 ELSE 0 END) = 1 THEN 'email' END,
      CASE
        WHEN MAX(CASE WHEN kind = 'union_id' THEN 1 ELSE 0 END) = 1
        THEN 'union_id'
      END,
      CASE WHEN MAX(CASE WHEN kind = 'open_id' THEN 1 ELSE 0 END) = 1 THEN 'open_id' END,
      CASE
        WHEN MAX(CASE WHEN kind = 'member_id' THEN 1 ELSE 0 END) = 1
        THEN 'member_id'
      END
    ) AS evidence
  FROM meeting
  GROUP BY
    source,
    customer_key
), loaded AS (
  SELECT
    m.source,
    m.customer_key,
    m.evidence,
    MIN(r.load_number) AS first_load
  FROM met AS m
  JOIN customer__row AS r
    ON r.source = m.source AND r.customer_key = m.customer_key
  GROUP BY
    m.source,
    m.customer_key,
    m.evidence
)
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY first_load NULLS LAST, source NULLS LAST, customer_key NULLS LAST) AS INT) AS record_no,
  source,
  customer_key,
  first_load,
  evidence
FROM loaded
