-- grain: one person in one category bought in the last 365 days
-- reads: category_wallet, listed
SELECT c.category, l.no
FROM category_wallet AS c
JOIN listed AS l ON l.customer_id = c.customer_id
ORDER BY c.category, l.no
