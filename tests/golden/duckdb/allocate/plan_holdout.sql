-- grain: one customer held out of the plan to learn from, with what she would have got
-- reads: aside, action
SELECT '2026-07-01' AS plan_id, h.customer_id, h.quadrant, a.action_id, h.team, h.probability
FROM aside AS h
LEFT JOIN action AS a ON a.action_no = h.action_no
