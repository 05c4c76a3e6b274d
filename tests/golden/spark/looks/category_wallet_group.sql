/* grain: one group of comparable persons within a category, large enough to speak: a fifth by purse; 0: all */
/* reads: category_spender */
SELECT
  category_no,
  fifth,
  PERCENTILE(CAST(spend AS DOUBLE), CAST(0.9 AS DOUBLE)) AS high
FROM category_spender
WHERE
  NOT fifth IS NULL AND named
GROUP BY
  category_no,
  fifth
HAVING
  COUNT(*) >= 50
UNION ALL
SELECT
  category_no,
  0 AS fifth,
  PERCENTILE(CAST(spend AS DOUBLE), CAST(0.9 AS DOUBLE)) AS high
FROM category_spender
WHERE
  NOT fifth IS NULL AND named
GROUP BY
  category_no
HAVING
  COUNT(*) >= 50
