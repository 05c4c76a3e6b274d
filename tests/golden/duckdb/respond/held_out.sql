-- grain: one person in the control arm of an experiment that still runs: left alone by every plan
-- reads: assignment, ended_plan, known_as
--
-- The holdout of a plan is left alone while the plan runs; of an experiment from elsewhere, for good.
WITH left_alone AS (
    SELECT a.customer_id
    FROM assignment AS a
    LEFT JOIN ended_plan AS e ON e.plan_id = a.experiment_id
    WHERE a.arm IN ('holdout', 'control', 'none') AND e.plan_id IS NULL
)
SELECT customer_id FROM left_alone
UNION
SELECT k.customer_id FROM left_alone AS l JOIN known_as AS k ON k.known_as = l.customer_id
