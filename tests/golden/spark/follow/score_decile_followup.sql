/* grain: one tenth of the customers by uplift_score (10: highest) and what they bought in the days after the appraisal */
/* reads: appraisal, person, order_line */
WITH later AS (
  SELECT
    p.customer_id,
    CAST(SUM(l.revenue) AS DECIMAL(18, 4)) AS revenue,
    MAX(CASE WHEN l.status = 'paid' AND l.quantity > 0 THEN 1 ELSE 0 END) AS bought
  FROM order_line AS l
  JOIN person AS p
    ON p.source = l.source AND p.customer_key = l.customer_key
  WHERE
    l.ordered_at >= CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
    AND l.ordered_at < CAST('2026-09-29 00:00:00.000000' AS TIMESTAMP_NTZ)
  GROUP BY
    p.customer_id
), ranked AS (
  SELECT
    customer_id,
    uplift_score,
    NTILE(10) OVER (ORDER BY uplift_score NULLS LAST, customer_id NULLS LAST) AS decile
  FROM appraisal
)
SELECT
  CAST(r.decile AS BIGINT) AS decile,
  COUNT(*) AS customers,
  MIN(r.uplift_score) AS score_from,
  CAST(COALESCE(SUM(l.revenue), 0) AS DOUBLE) AS revenue,
  CAST(COALESCE(SUM(l.revenue), 0) AS DOUBLE) / NULLIF(COUNT(*), 0) AS revenue_per_customer,
  CAST(SUM(COALESCE(l.bought, 0)) AS DOUBLE) / NULLIF(COUNT(*), 0) AS share_buying
FROM ranked AS r
LEFT JOIN later AS l
  ON l.customer_id = r.customer_id
GROUP BY
  r.decile
