/* grain: one person known by the end of the as-of date */
/* reads: person, history */
WITH seen AS (
  SELECT
    customer_no,
    registered
  FROM person
  WHERE
    known = 1
  UNION ALL
  SELECT
    customer_no,
    0 AS registered
  FROM history
)
SELECT
  customer_no,
  MAX(registered) AS registered
FROM seen
GROUP BY
  customer_no
