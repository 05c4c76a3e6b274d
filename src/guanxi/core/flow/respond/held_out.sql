-- grain: one person in the control arm of an experiment that still runs: left alone by every plan
-- reads: assignment, ended_plan
--
-- The holdout of a plan is left alone while the plan runs; of an experiment from elsewhere, for good.
SELECT DISTINCT a.customer_id
FROM assignment AS a
LEFT JOIN ended_plan AS e ON e.plan_id = a.experiment_id
WHERE a.arm IN ('holdout', 'control', 'none') AND e.plan_id IS NULL
