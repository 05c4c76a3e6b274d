-- grain: one person's owned category, as an item of the item model
-- reads: category_history, category_fact
SELECT h.customer_no, f.item
FROM category_history AS h
JOIN category_fact AS f ON f.category_no = h.category_no
WHERE h.lines > 0
