-- grain: one customer who gets one action, those worth most first
-- reads: plan_line
SELECT * FROM plan_line WHERE ($action = '' OR action_id = $action)
ORDER BY effect - cost DESC, customer_id LIMIT $most OFFSET $start
