-- grain: one pair of stages between the last run and this one; empty where there was none
-- reads: appraisal, previous_appraisal
WITH before AS (
    SELECT count(*) AS customers FROM previous_appraisal
)
SELECT coalesce(p.stage, 'absent') AS from_stage, a.stage AS to_stage, count(*) AS customers
FROM appraisal AS a
CROSS JOIN before AS b
LEFT JOIN previous_appraisal AS p ON p.customer_id = a.customer_id
WHERE b.customers > 0
GROUP BY coalesce(p.stage, 'absent'), a.stage
