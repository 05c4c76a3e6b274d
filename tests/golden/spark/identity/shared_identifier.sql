/* grain: one identifier seen on at least two records, and on no more than one person could have */
/* reads: identifier */
SELECT
  kind,
  space,
  value,
  CAST(ROW_NUMBER() OVER (ORDER BY kind NULLS LAST, space NULLS LAST, value NULLS LAST) AS INT) AS identifier_no
FROM identifier
GROUP BY
  kind,
  space,
  value
HAVING
  COUNT(*) >= 2 AND COUNT(*) <= 8
