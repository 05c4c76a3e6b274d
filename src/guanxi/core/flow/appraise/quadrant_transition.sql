-- grain: one pair of quadrants between the last run and this one; empty where there was none
-- reads: appraisal, previous_appraisal
WITH before AS (
    SELECT count(*) AS customers FROM previous_appraisal
)
SELECT coalesce(p.quadrant, 'absent') AS from_quadrant, a.quadrant AS to_quadrant, count(*) AS customers,
    CAST(sum(CAST(a.value_12m AS DECIMAL(28, 4))) AS DOUBLE) AS value_12m,
    CAST(sum(CAST(a.clv AS DECIMAL(28, 4))) AS DOUBLE) AS clv
FROM appraisal AS a
CROSS JOIN before AS b
LEFT JOIN previous_appraisal AS p ON p.customer_id = a.customer_id
WHERE b.customers > 0
GROUP BY coalesce(p.quadrant, 'absent'), a.quadrant
