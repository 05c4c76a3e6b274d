/* grain: one action done for somebody after an experiment had drawn them, other than what it drew them for: how many days after */
/* reads: trial, investment, identity, action */
/* Without it, whoever was left alone this month and got something the next would be no control. */
SELECT DISTINCT
  t.place,
  a.action_no,
  CAST(FLOOR(
    (
      CAST(UNIX_MICROS(CAST(v.occurred_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
    ) / 86400
  ) AS INT) - t.day AS days
FROM trial AS t
JOIN identity AS i
  ON i.customer_id = t.customer_id
JOIN investment AS v
  ON v.source = i.source AND v.customer_key = i.customer_key
JOIN action AS a
  ON a.action_id = v.action_id
WHERE
  COALESCE(v.plan_id, '') <> t.experiment_id
  AND v.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
  AND CAST(FLOOR(
    (
      CAST(UNIX_MICROS(CAST(v.occurred_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
    ) / 86400
  ) AS INT) >= t.day
