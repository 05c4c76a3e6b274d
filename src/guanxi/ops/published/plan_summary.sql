-- grain: one quadrant and action of a plan
-- reads: plan_line
SELECT quadrant, action_id, count(*) AS customers, sum(cost) AS cost, sum(minutes) AS minutes, sum(effect) AS effect,
    sum(effect) - sum(cost) AS net
FROM plan_line
GROUP BY quadrant, action_id
ORDER BY net DESC, quadrant, action_id
