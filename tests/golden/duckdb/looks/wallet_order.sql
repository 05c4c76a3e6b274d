-- grain: one order of a person on one day of the last 365, as it is (mask 0) or as a mask leaves it
-- reads: sale, wallet_drawn
SELECT 0 AS mask_no, customer_no, days_ago, order_id,
    CAST(sum(revenue) AS DECIMAL(18, 4)) AS money, CAST(sum(paid) AS INTEGER) AS lines
FROM sale
WHERE days_ago < 365
GROUP BY customer_no, days_ago, order_id
UNION ALL
SELECT mask_no, customer_no, days_ago, order_id,
    CAST(sum(money) AS DECIMAL(18, 4)) AS money, CAST(sum(lines) AS INTEGER) AS lines
FROM wallet_drawn
GROUP BY mask_no, customer_no, days_ago, order_id
