/* grain: one person with any sale: what they usually spend in the horizon, what they did lately, and how unevenly */
/* reads: customer_day */
/* usual    revenue a day since the first purchase (a third of the horizon at least), times the horizon */
/* recent   revenue of the horizon up to as-of; memory: the same fading, by half in two thirds of the horizon */
/* swing    standard deviation of what comes in a horizon at that pace, purchases coming by chance */
/* Sums are of decimals, so that they do not depend on their order. */
WITH summed AS (
  SELECT
    customer_no,
    MAX(CASE WHEN purchase = 1 THEN days_ago END) AS first_ago,
    CAST(SUM(revenue) AS DOUBLE) AS revenue,
    CAST(SUM(CASE WHEN days_ago < 90 THEN revenue ELSE 0 END) AS DOUBLE) AS recent,
    CAST(SUM(
      CAST(FLOOR(
        CAST(revenue AS DOUBLE) * POWER(0.5, CAST(days_ago * 1.5 AS DOUBLE) / 90) * 10000 + 0.5
      ) AS DECIMAL(28, 0))
    ) AS DOUBLE) / 10000 AS memory,
    CAST(SUM(
      CAST(FLOOR(LEAST(CAST(revenue AS DOUBLE) * CAST(revenue AS DOUBLE), 1e22) * 10000 + 0.5) AS DECIMAL(38, 0))
    ) AS DOUBLE) / 10000 AS squares,
    GREATEST(CAST(MAX(revenue) AS DOUBLE), 0) AS largest
  FROM customer_day
  GROUP BY
    customer_no
)
SELECT
  customer_no,
  recent,
  memory,
  largest,
  CAST(GREATEST(revenue, 0) AS DOUBLE) / NULLIF(GREATEST(COALESCE(first_ago, 0), CAST(90 AS DOUBLE) / 3), 0) * 90 AS usual,
  SQRT(
    CAST(squares AS DOUBLE) / NULLIF(GREATEST(COALESCE(first_ago, 0), CAST(90 AS DOUBLE) / 3), 0) * 90
  ) AS swing
FROM summed
