-- grain: one lifecycle stage the person entered, earliest first
-- reads: stage_entry
SELECT entered, stage, from_stage
FROM stage_entry
WHERE customer_id = $customer_id
ORDER BY entered, stage
