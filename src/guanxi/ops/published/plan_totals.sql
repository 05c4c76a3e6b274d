-- grain: the plan
-- reads: plan
SELECT * FROM plan
