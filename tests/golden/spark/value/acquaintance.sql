/* grain: one known person: days since first seen and since registered, age of the youngest child (below 0 before birth) */
/* reads: customer, person */
SELECT
  p.customer_no,
  MAX(
    20634 - CAST(FLOOR(
      (
        CAST(UNIX_MICROS(CAST(c.first_seen_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      ) / 86400
    ) AS INT)
  ) AS known_ago,
  MAX(
    CASE
      WHEN c.registered_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
      THEN 20634 - CAST(FLOOR(
        (
          CAST(UNIX_MICROS(CAST(c.registered_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
        ) / 86400
      ) AS INT)
    END
  ) AS registered_ago,
  MIN(
    20634 - CAST(FLOOR(
      (
        CAST(UNIX_MICROS(
          CAST(CAST(COALESCE(c.child_birthday, c.due_date) AS TIMESTAMP_NTZ) AS TIMESTAMP_LTZ)
        ) AS DOUBLE) / 1000000
      ) / 86400
    ) AS INT)
  ) AS child_age
FROM customer AS c
JOIN person AS p
  ON p.source = c.source AND p.customer_key = c.customer_key
WHERE
  c.first_seen_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
GROUP BY
  p.customer_no
