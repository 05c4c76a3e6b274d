/* grain: one person with a child known by the as-of date: age of the youngest in days, below 0 before birth */
/* reads: customer, person */
SELECT
  p.customer_no,
  MIN(
    20634 - CAST(DATEDIFF(
      DAY,
      CAST('1970-01-01' AS DATE),
      CAST(COALESCE(c.child_birthday, c.due_date) AS DATE)
    ) AS INT)
  ) AS age
FROM customer AS c
JOIN person AS p
  ON p.source = c.source AND p.customer_key = c.customer_key
WHERE
  NOT COALESCE(c.child_birthday, c.due_date) IS NULL
  AND c.first_seen_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
GROUP BY
  p.customer_no
