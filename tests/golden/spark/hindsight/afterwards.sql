/* grain: one known person of the past day: what came in the horizon after it, and in the horizon before */
/* reads: yardstick, customer_day */
/* `customer_day` is read anew, as of the end of the horizon. Growth: contribution beyond that of the horizon before. */
WITH came AS (
  SELECT
    customer_no,
    CAST(SUM(CASE WHEN days_ago < 90 THEN contribution ELSE 0 END) AS DOUBLE) AS later,
    CAST(SUM(CASE WHEN days_ago >= 90 THEN contribution ELSE 0 END) AS DOUBLE) AS before,
    CAST(SUM(CASE WHEN days_ago < 90 THEN purchase ELSE 0 END) AS DOUBLE) AS purchases
  FROM customer_day
  WHERE
    days_ago < 2 * 90
  GROUP BY
    customer_no
), year AS (
  SELECT
    customer_no,
    CAST(SUM(revenue) AS DOUBLE) AS revenue
  FROM customer_day
  WHERE
    days_ago < 365
  GROUP BY
    customer_no
)
SELECT
  y.customer_no,
  COALESCE(c.later, 0) AS contribution,
  COALESCE(c.purchases, 0) AS purchases,
  GREATEST(COALESCE(c.later, 0) - COALESCE(c.before, 0), 0) AS growth,
  GREATEST(COALESCE(t.revenue, 0), 0) AS year_revenue
FROM yardstick AS y
LEFT JOIN came AS c
  ON c.customer_no = y.customer_no
LEFT JOIN year AS t
  ON t.customer_no = y.customer_no
