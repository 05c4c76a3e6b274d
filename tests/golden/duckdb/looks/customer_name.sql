-- grain: one person's number and id
-- reads: person
SELECT DISTINCT customer_no, customer_id FROM person
