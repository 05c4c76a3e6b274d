/* grain: one known person as of a past day: standings, simple yardsticks, and the growth that came within the horizon */
/* reads: term, look, figure, customer_value, history, order_line, person */
WITH sold AS (
  SELECT
    p.customer_no,
    SUM(
      CASE
        WHEN l.ordered_at >= CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
        THEN l.revenue
        ELSE 0
      END
    ) AS later,
    SUM(
      CASE
        WHEN l.ordered_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
        THEN l.revenue
        ELSE 0
      END
    ) AS before
  FROM order_line AS l
  JOIN person AS p
    ON p.source = l.source AND p.customer_key = l.customer_key
  WHERE
    l.ordered_at >= CAST('2026-04-02 00:00:00.000000' AS TIMESTAMP_NTZ)
    AND l.ordered_at < CAST('2026-09-29 00:00:00.000000' AS TIMESTAMP_NTZ)
    AND l.status <> 'unpaid'
  GROUP BY
    p.customer_no
)
SELECT
  t.*,
  l.customer_id,
  f.silence AS last_silence,
  f.orders AS all_orders,
  f.usual AS usual_money,
  f.recent AS recent_money,
  COALESCE(CAST(h.revenue AS DOUBLE), 0) AS all_money,
  GREATEST(COALESCE(CAST(s.later AS DOUBLE) - CAST(s.before AS DOUBLE), 0), 0) * v.margin AS gain
FROM term AS t
JOIN look AS l
  ON l.customer_no = t.customer_no
JOIN figure AS f
  ON f.customer_no = t.customer_no
JOIN customer_value AS v
  ON v.customer_no = t.customer_no
LEFT JOIN history AS h
  ON h.customer_no = t.customer_no
LEFT JOIN sold AS s
  ON s.customer_no = t.customer_no
