/* grain: one person drawn on one origin: what was known then, and what came in the horizon after it (0 for today) */
/* reads: feature, outcome */
SELECT
  f.*,
  COALESCE(o.purchases, 0) AS purchases,
  GREATEST(COALESCE(o.revenue, 0), 0) AS revenue
FROM feature AS f
LEFT JOIN outcome AS o
  ON o.origin_no = f.origin_no AND o.customer_no = f.customer_no
WHERE
  f.customer_no % 997 < 997
