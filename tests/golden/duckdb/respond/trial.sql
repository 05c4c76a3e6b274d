-- grain: one person in one experiment of a plan: how they looked when drawn, what came within 1, 3, 6 and 12 months where passed
-- reads: trial_person, assignment
WITH drawn AS (
    SELECT experiment_id, customer_id, CAST(floor(epoch(min(assigned_at)) / 86400) AS INTEGER) AS day
    FROM assignment
    GROUP BY experiment_id, customer_id
),
known AS (
    SELECT experiment_id, customer_id, action_id, treated, probability, quadrant, before, x, t_x, "T", revenue_12m, wallet,
        wallet_share, headroom, cross_buy, engagement, p_alive, value_12m, uplift_score,
        max(CASE WHEN months = 1 THEN outcome END) AS came_1, max(CASE WHEN months = 3 THEN outcome END) AS came_3,
        max(CASE WHEN months = 6 THEN outcome END) AS came_6, max(CASE WHEN months = 12 THEN outcome END) AS came_12
    FROM trial_person
    GROUP BY experiment_id, customer_id, action_id, treated, probability, quadrant, before, x, t_x, "T", revenue_12m, wallet,
        wallet_share, headroom, cross_buy, engagement, p_alive, value_12m, uplift_score
)
SELECT k.*, d.day, row_number() OVER (ORDER BY k.experiment_id, k.customer_id) - 1 AS place
FROM known AS k
JOIN drawn AS d ON d.experiment_id = k.experiment_id AND d.customer_id = k.customer_id
