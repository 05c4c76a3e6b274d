/* grain: one pair of repeat purchases and their total money, with the persons drawn for the fit who share it */
/* reads: history */
SELECT
  orders - 1 AS x,
  purchase_money - first_money AS money,
  COUNT(*) AS persons
FROM history
WHERE
  orders > 1 AND purchase_money > first_money AND customer_no % 1 = 0
GROUP BY
  orders - 1,
  purchase_money - first_money
