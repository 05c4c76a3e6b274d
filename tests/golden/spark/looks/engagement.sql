/* grain: one known person's standing in taking part, 0 to 100, from interactions or, where the brand has none, orders */
/* reads: known_customer, interaction_points, order_points */
WITH pointed AS (
  SELECT
    k.customer_no,
    CASE
      WHEN 'orders' = 'interactions'
      THEN COALESCE(i.points, 0)
      ELSE COALESCE(o.points, 0)
    END AS points
  FROM known_customer AS k
  LEFT JOIN interaction_points AS i
    ON i.customer_no = k.customer_no
  LEFT JOIN order_points AS o
    ON o.customer_no = k.customer_no
)
SELECT
  customer_no,
  100 * PERCENT_RANK() OVER (ORDER BY points NULLS LAST) AS engagement
FROM pointed
