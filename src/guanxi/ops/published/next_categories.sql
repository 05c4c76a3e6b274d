-- grain: one category the person has not bought, likeliest first
-- reads: next_category
SELECT rank, category, probability, expected_contribution, reason, product_id, product
FROM next_category
WHERE customer_id = $customer_id
ORDER BY rank
