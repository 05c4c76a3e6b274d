-- grain: one category the person bought in the last 365 days, most money first
-- reads: category_wallet
SELECT category, spend, wallet, share
FROM category_wallet
WHERE customer_id = $customer_id
ORDER BY spend DESC, category
