-- grain: one pair of items (item <= other) with the persons who own both
-- reads: holding
SELECT a.item, b.item AS other, count(*) AS persons
FROM holding AS a
JOIN holding AS b ON b.customer_no = a.customer_no AND b.item >= a.item
GROUP BY a.item, b.item
