/* grain: the brand: days of history, purchases, their money, buyers, repeat buyers, contribution in one of revenue */
/* reads: history */
SELECT
  MAX(first_ago) AS span,
  SUM(orders) AS purchases,
  CAST(SUM(purchase_money) AS DOUBLE) AS money,
  SUM(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS buyers,
  SUM(CASE WHEN orders > 1 THEN 1 ELSE 0 END) AS repeaters,
  CASE
    WHEN SUM(revenue) > 0
    THEN CAST(SUM(contribution) AS DOUBLE) / NULLIF(CAST(SUM(revenue) AS DOUBLE), 0)
  END AS margin,
  SUM(CASE WHEN orders > 1 THEN orders - 1 ELSE 0 END) AS repeats,
  SUM(CASE WHEN orders > 1 THEN first_ago - last_ago ELSE 0 END) AS days
FROM history
