-- grain: one customer who gets one action, after another customer
-- reads: plan_line
SELECT * FROM plan_line WHERE customer_id > $after ORDER BY customer_id LIMIT $most
