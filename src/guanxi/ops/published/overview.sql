-- grain: one quadrant
-- reads: quadrant_summary
SELECT quadrant, customers, revenue_12m, value_12m, clv, headroom, invested_12m, mean_score, potential_cut, vitality_cut
FROM quadrant_summary
