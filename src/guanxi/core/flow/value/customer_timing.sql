-- grain: one buyer: chance of silence for `soon` days and for a year, and days until the next purchase (half, a tenth, nine)
-- reads: feature, timing
SELECT f.customer_no, t.quiet, t.quiet_year, t.next_days, t.next_low, t.next_high
FROM feature AS f
JOIN timing AS t ON t.x = f.x AND t.t_x = f.t_x AND t."T" = f."T"
WHERE f.origin_no = 0
