/* grain: one person and day with more interactions than a hand can do: 200 in the day, or 20 within a minute */
/* reads: interaction, person, interaction_day */
WITH busy AS (
  SELECT
    customer_no,
    days_ago,
    SUM(times) AS times
  FROM interaction_day
  GROUP BY
    customer_no,
    days_ago
  HAVING
    SUM(times) > LEAST(200, 20)
), moment AS (
  SELECT
    b.customer_no,
    b.days_ago,
    CAST(FLOOR(
      (
        CAST(UNIX_MICROS(CAST(i.occurred_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      ) / 60
    ) AS BIGINT) AS minute_no
  FROM interaction AS i
  JOIN person AS p
    ON p.source = i.source AND p.customer_key = i.customer_key
  JOIN busy AS b
    ON b.customer_no = p.customer_no
    AND b.days_ago = CAST(20634 - FLOOR(
      (
        CAST(UNIX_MICROS(CAST(i.occurred_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      ) / 86400
    ) AS INT)
  WHERE
    i.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
    AND /* a file that tells days only puts a whole day into its first minute */ CAST(FLOOR(
      (
        CAST(UNIX_MICROS(CAST(i.occurred_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      )
    ) AS BIGINT) % 86400 > 0
), dense AS (
  SELECT
    customer_no,
    days_ago,
    minute_no
  FROM moment
  GROUP BY
    customer_no,
    days_ago,
    minute_no
  HAVING
    COUNT(*) > 20
)
SELECT
  customer_no,
  days_ago
FROM busy
WHERE
  times > 200
UNION
SELECT
  customer_no,
  days_ago
FROM dense
