/* grain: one person, one day and one kind of interaction: how many times */
/* reads: interaction, person */
SELECT
  p.customer_no,
  CAST(20634 - FLOOR(
    (
      CAST(UNIX_MICROS(CAST(i.occurred_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
    ) / 86400
  ) AS INT) AS days_ago,
  i.kind,
  CAST(COUNT(*) AS INT) AS times
FROM interaction AS i
JOIN person AS p
  ON p.source = i.source AND p.customer_key = i.customer_key
WHERE
  i.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
GROUP BY
  p.customer_no,
  CAST(20634 - FLOOR(
    (
      CAST(UNIX_MICROS(CAST(i.occurred_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
    ) / 86400
  ) AS INT),
  i.kind
