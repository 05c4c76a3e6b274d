-- grain: one person in one category bought in the last 365 days
-- reads: category_history, wallet_peer, category
SELECT h.customer_no, h.category_no, CAST(h.spend_12m AS DOUBLE) AS spend, w.fifth, c.named
FROM category_history AS h
JOIN category AS c ON c.category_no = h.category_no
LEFT JOIN wallet_peer AS w ON w.customer_no = h.customer_no
WHERE h.last_ago < 365 AND h.spend_12m > 0
