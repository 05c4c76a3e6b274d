-- grain: one category that a person bought in the last 365 days, as it is (mask 0) or as a mask leaves it
-- reads: sale, wallet_drawn, category
WITH held AS (
    SELECT 0 AS mask_no, customer_no, category_no, sum(revenue) AS money, sum(paid) AS lines
    FROM sale
    WHERE days_ago < 365
    GROUP BY customer_no, category_no
    UNION ALL
    SELECT mask_no, customer_no, category_no, sum(money) AS money, sum(lines) AS lines
    FROM wallet_drawn
    GROUP BY mask_no, customer_no, category_no
)
SELECT h.mask_no, h.customer_no, h.category_no,
    CAST(h.money AS DECIMAL(18, 4)) AS money, CAST(h.lines AS INTEGER) AS lines
FROM held AS h
JOIN category AS c ON c.category_no = h.category_no
WHERE c.named AND h.lines > 0 AND h.money > 0
