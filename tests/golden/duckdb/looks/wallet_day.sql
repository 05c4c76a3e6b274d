-- grain: one day of the last 365 on which a person bought, as it is (mask 0) or as a mask leaves it
-- reads: wallet_order
SELECT mask_no, customer_no, days_ago, CAST(sum(money) AS DECIMAL(18, 4)) AS money,
    CAST(sum(lines) AS INTEGER) AS lines, CAST(sum(CASE WHEN lines > 0 THEN 1 ELSE 0 END) AS INTEGER) AS orders
FROM wallet_order
GROUP BY mask_no, customer_no, days_ago
HAVING sum(lines) > 0 AND sum(money) > 0
