/* grain: one person whose child has an event near: the next one within the horizon, else the last one of 30 days */
/* reads: life_event, customer_name */
WITH near AS (
  SELECT
    n.customer_no,
    e.date,
    e.months,
    CAST(FLOOR(
      (
        CAST(UNIX_MICROS(CAST(CAST(e.date AS TIMESTAMP_NTZ) AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      ) / 86400
    ) AS INT) - 20634 AS ahead
  FROM life_event AS e
  JOIN customer_name AS n
    ON n.customer_id = e.customer_id
), placed AS (
  SELECT
    customer_no,
    date,
    months,
    ahead,
    ROW_NUMBER() OVER (
      PARTITION BY customer_no
      ORDER BY CASE WHEN ahead > 0 THEN 0 ELSE 1 END NULLS LAST, ABS(ahead) NULLS LAST, months NULLS LAST
    ) AS place
  FROM near
  WHERE
    ahead > -30 AND ahead <= 90
)
SELECT
  customer_no,
  date,
  months,
  ahead
FROM placed
WHERE
  place = 1
