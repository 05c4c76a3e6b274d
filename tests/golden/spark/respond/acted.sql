/* grain: one person and one action of the catalogue done to her: days from the last time to the plan's first day, times of late */
/* reads: investment, identity */
SELECT
  i.customer_id,
  v.action_id,
  MIN(
    CAST(20635 - FLOOR(
      (
        CAST(UNIX_MICROS(CAST(v.occurred_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      ) / 86400
    ) AS INT)
  ) AS last_ago,
  SUM(
    CASE
      WHEN v.occurred_at >= CAST('2026-06-01 00:00:00.000000' AS TIMESTAMP_NTZ)
      THEN 1
      ELSE 0
    END
  ) AS times_month
FROM investment AS v
JOIN identity AS i
  ON i.source = v.source AND i.customer_key = v.customer_key
WHERE
  v.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
GROUP BY
  i.customer_id,
  v.action_id
