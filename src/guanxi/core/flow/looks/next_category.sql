-- grain: one category a customer has not bought, by rank
-- reads: cross_buy_offer, category_fact, category, customer_name, product_beside, product
WITH item AS (
    SELECT f.item, c.category FROM category_fact AS f JOIN category AS c ON c.category_no = f.category_no
)
SELECT n.customer_id, o.rank, i.category, o.probability, o.expected_contribution, r.category AS reason,
    b.product_id, d.name AS product
FROM cross_buy_offer AS o
JOIN customer_name AS n ON n.customer_no = o.customer_no
JOIN item AS i ON i.item = o.item
LEFT JOIN item AS r ON r.item = o.because
LEFT JOIN product_beside AS b ON b.because = o.because AND b.item = o.item
LEFT JOIN product AS d ON d.product_id = b.product_id
