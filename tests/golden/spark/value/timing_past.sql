/* grain: one past day, one history as known then (x, t_x, T in days) and whether silence followed: persons drawn */
/* reads: customer_day, timing_origin */
WITH person AS (
  SELECT
    o.origin_no,
    d.customer_no,
    CAST(SUM(CASE WHEN d.days_ago >= o.days_back THEN d.purchase ELSE 0 END) AS INT) AS orders,
    MAX(CASE WHEN d.purchase = 1 THEN d.days_ago - o.days_back END) AS first_ago,
    MIN(
      CASE
        WHEN d.purchase = 1 AND d.days_ago >= o.days_back
        THEN d.days_ago - o.days_back
      END
    ) AS last_ago,
    MAX(
      CASE
        WHEN d.days_ago < o.days_back AND d.days_ago >= o.days_back - 90
        THEN d.purchase
        ELSE 0
      END
    ) AS came
  FROM customer_day AS d
  CROSS JOIN timing_origin AS o
  WHERE
    d.customer_no % 1 = 0
  GROUP BY
    o.origin_no,
    d.customer_no
)
SELECT
  origin_no,
  CAST(orders - 1 AS DOUBLE) AS x,
  CAST(first_ago - last_ago AS DOUBLE) AS t_x,
  CAST(first_ago AS DOUBLE) AS `T`,
  CAST(1 - came AS DOUBLE) AS silent,
  CAST(COUNT(*) AS DOUBLE) AS persons
FROM person
WHERE
  orders > 0
GROUP BY
  origin_no,
  orders,
  first_ago,
  last_ago,
  came
