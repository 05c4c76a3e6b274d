-- grain: the brand: the scores, and the vitality that all but one in a thousand stay below
-- reads: listed
SELECT floor(min(uplift_score)) AS low, floor(max(uplift_score)) + 1 AS high,
    quantile_cont(vitality, 0.999) AS top
FROM listed
