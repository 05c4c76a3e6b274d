-- grain: one person who can be compared: purchases and tenure enough; bands of purse (mean purchase), and a lot
-- reads: history
--
-- The lot, from what she bought rather than from her name, throws the dice: other names change nothing.
SELECT customer_no, greatest(CAST(revenue_12m AS DOUBLE), 0) AS own,
    CAST(ntile(20) OVER (ORDER BY purse, customer_no) AS INTEGER) AS twentieth,
    CAST(ntile(5) OVER (ORDER BY purse, customer_no) AS INTEGER) AS fifth,
    CAST(row_number() OVER (
        ORDER BY purchase_money, revenue, first_ago, last_ago, orders, first_money, customer_no
    ) AS INTEGER) AS lot
FROM (SELECT *, CAST(purchase_money AS DOUBLE) / nullif(orders, 0) AS purse FROM history) AS bought
WHERE orders >= 2 AND first_ago >= 90
