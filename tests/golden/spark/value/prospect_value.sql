/* grain: one person without a purchase today: what is expected of her within the horizon */
/* reads: prospect, prospect_rate, forecast */
/* Lifetime value stands to the horizon's as it does with the brand's buyers. */
WITH later AS (
  SELECT
    CAST(SUM(CAST(LEAST(discounted_purchases * spend, 100000000000) AS DECIMAL(28, 8))) AS DOUBLE) / NULLIF(CAST(SUM(CAST(LEAST(revenue, 100000000000) AS DECIMAL(28, 8))) AS DOUBLE), 0) AS ratio
  FROM forecast
)
SELECT
  p.customer_no,
  COALESCE(r.purchases, 0) * 365 AS expected_purchases,
  COALESCE(r.revenue, 0) * 365 AS revenue,
  GREATEST(COALESCE(r.high, 0), COALESCE(r.revenue, 0)) * 365 AS high,
  COALESCE(r.revenue, 0) * 365 * COALESCE(l.ratio, 1) AS discounted
FROM prospect AS p
JOIN prospect_rate AS r
  ON r.registered = p.registered
  AND r.since = p.since
  AND r.active = p.active
  AND r.child = p.child
CROSS JOIN later AS l
WHERE
  p.origin_no = 0
