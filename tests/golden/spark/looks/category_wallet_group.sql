/* grain: one group of comparable persons within a category; tenure 0: any */
/* reads: category_spender */
SELECT
  category_no,
  tenure,
  rhythm,
  PERCENTILE(CAST(spend AS DOUBLE), CAST(0.9 AS DOUBLE)) AS high
FROM category_spender
WHERE
  NOT rhythm IS NULL AND named
GROUP BY
  category_no,
  tenure,
  rhythm
HAVING
  COUNT(*) >= 50
UNION ALL
SELECT
  category_no,
  0 AS tenure,
  rhythm,
  PERCENTILE(CAST(spend AS DOUBLE), CAST(0.9 AS DOUBLE)) AS high
FROM category_spender
WHERE
  NOT rhythm IS NULL AND named
GROUP BY
  category_no,
  rhythm
HAVING
  COUNT(*) >= 50
