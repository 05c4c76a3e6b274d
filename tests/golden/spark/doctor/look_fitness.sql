/* grain: the brand: how many persons the looks of an appraisal could say something of */
/* reads: look, interaction_points, engagement_excluded */
WITH judged AS (
  SELECT
    COALESCE(SUM(CASE WHEN orders > 0 AND wallet IS NULL THEN 1 ELSE 0 END), 0) AS wallet_unknown,
    COALESCE(SUM(CASE WHEN NOT next_category IS NULL THEN 1 ELSE 0 END), 0) AS offered
  FROM look
), part AS (
  SELECT
    COUNT(*) AS participants
  FROM interaction_points
  WHERE
    points > 0
), left_out AS (
  SELECT
    COUNT(*) AS excluded
  FROM engagement_excluded
)
SELECT
  j.wallet_unknown,
  j.offered,
  p.participants AS counted,
  e.excluded
FROM judged AS j
CROSS JOIN part AS p
CROSS JOIN left_out AS e
