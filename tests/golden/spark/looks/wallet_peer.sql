/* grain: one person who can be compared: purchases and tenure enough; bands of purse (mean purchase), and a lot */
/* reads: history */
/* The lot, from what she bought rather than from her name, throws the dice: other names change nothing. */
SELECT
  customer_no,
  GREATEST(CAST(revenue_12m AS DOUBLE), 0) AS own,
  CAST(NTILE(20) OVER (ORDER BY purse NULLS LAST, customer_no NULLS LAST) AS INT) AS twentieth,
  CAST(NTILE(5) OVER (ORDER BY purse NULLS LAST, customer_no NULLS LAST) AS INT) AS fifth,
  CAST(ROW_NUMBER() OVER (
    ORDER BY purchase_money NULLS LAST, revenue NULLS LAST, first_ago NULLS LAST, last_ago NULLS LAST, orders NULLS LAST, first_money NULLS LAST, customer_no NULLS LAST
  ) AS INT) AS lot
FROM (
  SELECT
    *,
    CAST(purchase_money AS DOUBLE) / NULLIF(orders, 0) AS purse
  FROM history
) AS bought
WHERE
  orders >= 2 AND first_ago >= 90
