-- grain: the brand: how many persons the looks of an appraisal could say something of
-- reads: look, interaction_points, engagement_excluded
WITH judged AS (
    SELECT coalesce(sum(CASE WHEN orders > 0 AND wallet IS NULL THEN 1 ELSE 0 END), 0) AS wallet_unknown,
        coalesce(sum(CASE WHEN next_category IS NOT NULL THEN 1 ELSE 0 END), 0) AS offered
    FROM look
),
part AS (
    SELECT count(*) AS participants FROM interaction_points WHERE points > 0
),
left_out AS (
    SELECT count(*) AS excluded FROM engagement_excluded
)
SELECT j.wallet_unknown, j.offered, p.participants AS counted, e.excluded
FROM judged AS j
CROSS JOIN part AS p
CROSS JOIN left_out AS e
