-- grain: one person in one experiment of a plan: how they looked when drawn, what came within 1, 3, 6 and 12 months where passed
-- reads: trial_person, assignment
WITH drawn AS (
    SELECT experiment_id, customer_id, CAST(floor(epoch(min(assigned_at)) / 86400) AS INTEGER) AS day
    FROM assignment
    GROUP BY experiment_id, customer_id
),
came AS (
    SELECT experiment_id, customer_id,
        max(CASE WHEN months = 1 THEN outcome END) AS came_1, max(CASE WHEN months = 3 THEN outcome END) AS came_3,
        max(CASE WHEN months = 6 THEN outcome END) AS came_6, max(CASE WHEN months = 12 THEN outcome END) AS came_12
    FROM trial_person
    GROUP BY experiment_id, customer_id
)
SELECT p.*, c.came_1, c.came_3, c.came_6, c.came_12, d.day,
    row_number() OVER (ORDER BY p.experiment_id, p.customer_id) - 1 AS place
FROM trial_person AS p
JOIN came AS c ON c.experiment_id = p.experiment_id AND c.customer_id = p.customer_id
JOIN drawn AS d ON d.experiment_id = p.experiment_id AND d.customer_id = p.customer_id
WHERE p.months = 1
