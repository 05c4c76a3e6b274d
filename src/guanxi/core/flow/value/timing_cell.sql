-- grain: one history that somebody has today
-- reads: feature
SELECT DISTINCT x, t_x, "T" FROM feature WHERE origin_no = 0
