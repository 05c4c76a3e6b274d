-- grain: one limit of the plan
-- reads: plan_price
SELECT kind, name, capacity, used, price FROM plan_price ORDER BY kind, name
