-- grain: one person of a plan's experiment, and the team whose time they take, or would have taken if not left alone
-- reads: drawn_line, drawn_holdout
SELECT plan_id AS experiment_id, customer_id, team
FROM drawn_line
WHERE team IS NOT NULL
UNION ALL
SELECT plan_id AS experiment_id, customer_id, team
FROM drawn_holdout
WHERE team IS NOT NULL
