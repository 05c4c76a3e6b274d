-- grain: one person who can be compared: purchases and tenure enough; bands of purse (mean purchase)
-- reads: history
SELECT customer_no, greatest(CAST(revenue_12m AS DOUBLE), 0) AS own,
    CAST(ntile(20) OVER (ORDER BY purse, customer_no) AS INTEGER) AS twentieth,
    CAST(ntile(5) OVER (ORDER BY purse, customer_no) AS INTEGER) AS fifth
FROM (SELECT *, CAST(purchase_money AS DOUBLE) / nullif(orders, 0) AS purse FROM history) AS bought
WHERE orders >= $min_orders AND first_ago >= $min_days
