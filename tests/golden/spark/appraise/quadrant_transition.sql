/* grain: one pair of quadrants between the last run and this one; empty where there was none */
/* reads: appraisal, previous_appraisal */
WITH before AS (
  SELECT
    COUNT(*) AS customers
  FROM previous_appraisal
)
SELECT
  COALESCE(p.quadrant, 'absent') AS from_quadrant,
  a.quadrant AS to_quadrant,
  COUNT(*) AS customers,
  CAST(SUM(CAST(a.value_12m AS DECIMAL(28, 4))) AS DOUBLE) AS value_12m,
  CAST(SUM(CAST(a.clv AS DECIMAL(28, 4))) AS DOUBLE) AS clv
FROM appraisal AS a
CROSS JOIN before AS b
LEFT JOIN previous_appraisal AS p
  ON p.customer_id = a.customer_id
WHERE
  b.customers > 0
GROUP BY
  COALESCE(p.quadrant, 'absent'),
  a.quadrant
