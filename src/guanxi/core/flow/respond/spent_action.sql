-- grain: one person and one action that it is too early for again
-- reads: acted, action
SELECT d.customer_id, a.action_no
FROM acted AS d
JOIN action AS a ON a.action_id = d.action_id
WHERE d.last_ago < a.cooling_off OR d.times_month >= a.cap_month
