/* grain: one known person with every figure a formula may name; engagement and stage as standings from 0 to 1 */
/* reads: look, customer_value, spending */
SELECT
  l.customer_no,
  l.headroom,
  l.wallet,
  l.wallet_share,
  l.wallet_confidence,
  l.cross_buy,
  CAST(l.engagement AS DOUBLE) / 100 AS engagement,
  CASE
    WHEN l.stage = 'growing'
    THEN 1.0
    WHEN l.stage = 'new'
    THEN 0.8
    WHEN l.stage = 'mature'
    THEN 0.6
    WHEN l.stage = 'prospect'
    THEN 0.5
    WHEN l.stage = 'declining'
    THEN 0.4
    WHEN l.stage = 'dormant'
    THEN 0.2
    WHEN l.stage = 'suspect'
    THEN 0.2
    ELSE 0.0
  END AS stage,
  l.p_alive,
  CAST(l.orders AS DOUBLE) AS orders,
  CAST(l.x AS DOUBLE) AS repeats,
  CAST(l.`T` AS DOUBLE) AS tenure,
  CAST(l.last_ago AS DOUBLE) AS silence,
  l.revenue_12m,
  l.contribution_12m,
  l.value_12m,
  l.value_12m_low,
  l.value_12m_high,
  l.clv,
  l.expected_purchases,
  CAST(v.revenue * 90 AS DOUBLE) / 365 AS expected,
  COALESCE(p.usual, 0) AS usual,
  COALESCE(p.recent, 0) AS recent,
  COALESCE(p.memory, 0) AS memory,
  COALESCE(p.swing, 0) AS swing,
  COALESCE(p.largest, 0) AS largest
FROM look AS l
JOIN customer_value AS v
  ON v.customer_no = l.customer_no
LEFT JOIN spending AS p
  ON p.customer_no = l.customer_no
