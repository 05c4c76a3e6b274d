-- grain: one person in the control arm of an experiment: left alone by every plan
-- reads: assignment
SELECT DISTINCT customer_id FROM assignment WHERE arm IN ('holdout', 'control', 'none')
