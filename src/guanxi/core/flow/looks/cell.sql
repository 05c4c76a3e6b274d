-- grain: one purchase history (x, t_x, T in days) with the persons who share it
-- reads: history
SELECT orders - 1 AS x, first_ago - last_ago AS t_x, first_ago AS "T", count(*) AS persons
FROM history
WHERE orders > 0
GROUP BY orders - 1, first_ago - last_ago, first_ago
