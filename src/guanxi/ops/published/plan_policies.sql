-- grain: one way to spend the same
-- reads: plan_policy
SELECT policy, customers, cost, minutes, effect, net FROM plan_policy ORDER BY net DESC, policy
