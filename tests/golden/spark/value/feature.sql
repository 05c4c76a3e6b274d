/* grain: one buyer as known on one origin (0 = today: everybody; earlier ones: those drawn), in days and money */
/* reads: customer_day, origin */
WITH day AS (
  SELECT
    o.origin_no,
    o.horizon,
    d.customer_no,
    d.days_ago AS ago,
    d.revenue,
    d.purchase
  FROM customer_day AS d
  CROSS JOIN origin AS o
  WHERE
    o.origin_no = 0
  UNION ALL
  SELECT
    o.origin_no,
    o.horizon,
    d.customer_no,
    d.days_ago - o.days_back AS ago,
    d.revenue,
    d.purchase
  FROM customer_day AS d
  JOIN origin AS o
    ON d.days_ago >= o.days_back
  WHERE
    o.origin_no > 0 AND d.customer_no % 997 < 997
), person AS (
  SELECT
    origin_no,
    customer_no,
    CAST(SUM(purchase) AS BIGINT) AS orders,
    MAX(CASE WHEN purchase = 1 THEN ago END) AS first_ago,
    MIN(CASE WHEN purchase = 1 THEN ago END) AS last_ago,
    CAST(SUM(CASE WHEN purchase = 1 THEN ago ELSE 0 END) AS BIGINT) AS ago_sum,
    CAST(SUM(CASE WHEN purchase = 1 THEN CAST(ago AS BIGINT) * ago ELSE 0 END) AS BIGINT) AS ago_squares,
    CAST(SUM(CASE WHEN ago * 8 < horizon THEN purchase ELSE 0 END) AS BIGINT) AS bought_eighth,
    CAST(SUM(CASE WHEN ago * 4 < horizon THEN purchase ELSE 0 END) AS BIGINT) AS bought_quarter,
    CAST(SUM(CASE WHEN ago * 2 < horizon THEN purchase ELSE 0 END) AS BIGINT) AS bought_half,
    CAST(SUM(CASE WHEN ago < horizon THEN purchase ELSE 0 END) AS BIGINT) AS bought_whole,
    SUM(CASE WHEN purchase = 1 AND ago * 4 < horizon THEN revenue ELSE 0 END) AS spent_quarter,
    SUM(CASE WHEN purchase = 1 AND ago < horizon THEN revenue ELSE 0 END) AS spent_whole,
    SUM(CASE WHEN purchase = 1 THEN revenue ELSE 0 END) AS money,
    MAX_BY(
      revenue,
      CASE WHEN NOT revenue IS NULL THEN CASE WHEN purchase = 1 THEN ago END END
    ) AS first_money,
    MIN_BY(
      revenue,
      CASE WHEN NOT revenue IS NULL THEN CASE WHEN purchase = 1 THEN ago END END
    ) AS last_money
  FROM day
  GROUP BY
    origin_no,
    customer_no
)
SELECT
  origin_no,
  customer_no,
  CAST(orders - 1 AS DOUBLE) AS x,
  CAST(first_ago - last_ago AS DOUBLE) AS t_x,
  CAST(first_ago AS DOUBLE) AS `T`,
  CAST(orders * first_ago - ago_sum AS DOUBLE) AS age_sum,
  CAST(orders * first_ago * first_ago - 2 * first_ago * ago_sum + ago_squares AS DOUBLE) AS age_squares,
  CAST(bought_eighth AS DOUBLE) AS bought_eighth,
  CAST(bought_quarter AS DOUBLE) AS bought_quarter,
  CAST(bought_half AS DOUBLE) AS bought_half,
  CAST(bought_whole AS DOUBLE) AS bought_whole,
  CAST(spent_quarter AS DOUBLE) AS spent_quarter,
  CAST(spent_whole AS DOUBLE) AS spent_whole,
  CAST(money AS DOUBLE) AS money,
  CAST(first_money AS DOUBLE) AS first_money,
  CAST(last_money AS DOUBLE) AS last_money
FROM person
WHERE
  orders > 0
