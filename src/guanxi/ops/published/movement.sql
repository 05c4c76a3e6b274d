-- grain: one pair of quadrants between the last run and this one
-- reads: quadrant_transition
SELECT from_quadrant, to_quadrant, customers, value_12m, clv
FROM quadrant_transition
ORDER BY from_quadrant, to_quadrant
