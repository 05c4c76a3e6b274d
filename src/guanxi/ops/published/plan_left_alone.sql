-- grain: one customer, of those asked for, whom the plan leaves alone to learn from
-- reads: plan_holdout
SELECT customer_id FROM plan_holdout WHERE customer_id IN (SELECT unnest($among))
