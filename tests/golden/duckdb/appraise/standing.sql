-- grain: one known person's quadrant; whoever was beyond a cut in the last run must come well past it to change sides
-- reads: score, cut, look, previous_appraisal
WITH sided AS (
    SELECT s.customer_no,
        CASE
            WHEN p.quadrant IN ('growth_stock', 'sleeping_gold') THEN s.uplift_score >= c.potential_low
            WHEN p.quadrant IN ('cash_cow', 'low_yield') THEN s.uplift_score >= c.potential_high
            ELSE s.uplift_score >= c.potential
        END AS promising,
        -- without any expected contribution nobody is vital, wherever the cut lies
        s.value_12m > 0 AND CASE
            WHEN p.quadrant IN ('growth_stock', 'cash_cow') THEN s.value_12m >= c.vitality_low
            WHEN p.quadrant IN ('sleeping_gold', 'low_yield') THEN s.value_12m >= c.vitality_high
            ELSE s.value_12m >= c.vitality
        END AS vital
    FROM score AS s
    JOIN look AS l ON l.customer_no = s.customer_no
    CROSS JOIN cut AS c
    LEFT JOIN previous_appraisal AS p ON p.customer_id = l.customer_id
)
SELECT customer_no,
    CASE
        WHEN promising AND vital THEN 'growth_stock'
        WHEN vital THEN 'cash_cow'
        WHEN promising THEN 'sleeping_gold'
        ELSE 'low_yield'
    END AS quadrant
FROM sided
