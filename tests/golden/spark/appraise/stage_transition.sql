/* grain: one pair of stages between the last run and this one; empty where there was none */
/* reads: appraisal, previous_appraisal */
WITH before AS (
  SELECT
    COUNT(*) AS customers
  FROM previous_appraisal
)
SELECT
  COALESCE(p.stage, 'absent') AS from_stage,
  a.stage AS to_stage,
  COUNT(*) AS customers
FROM appraisal AS a
CROSS JOIN before AS b
LEFT JOIN previous_appraisal AS p
  ON p.customer_id = a.customer_id
WHERE
  b.customers > 0
GROUP BY
  COALESCE(p.stage, 'absent'),
  a.stage
