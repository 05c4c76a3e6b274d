-- grain: one person drawn who bought more than one horizon ago: how she had been buying then
-- reads: pace
SELECT customer_no, age - 90 AS age, silence_before AS silence, recent_before AS recent
FROM pace
WHERE customer_no % 1 = 0 AND age >= 90
