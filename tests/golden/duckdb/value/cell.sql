-- grain: one purchase history (x, t_x, T in days) with the persons who share it, and those drawn for the fit
-- reads: history
SELECT orders - 1 AS x, first_ago - last_ago AS t_x, first_ago AS "T", count(*) AS persons,
    CAST(sum(CASE WHEN customer_no % 1 = 0 THEN 1 ELSE 0 END) AS BIGINT) AS drawn
FROM history
WHERE orders > 0
GROUP BY orders - 1, first_ago - last_ago, first_ago
