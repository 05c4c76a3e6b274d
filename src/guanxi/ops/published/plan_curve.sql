-- grain: one budget
-- reads: plan_curve
SELECT budget, net, price FROM plan_curve ORDER BY budget
