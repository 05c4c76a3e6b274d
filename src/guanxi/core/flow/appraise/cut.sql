-- grain: one side of the vitality cut among buyers (vital 1 or 0), with the cut of potential on that side
-- reads: score
--
-- Both axes hold money that is expected, so they lean the same way: one cut of potential for all would leave two
-- quadrants nearly empty. Potential is therefore high or low beside people of like vitality.
-- `…_low`, `…_high`: for those who were high or low in the last run.
WITH level AS (
    SELECT
        coalesce(percentile_cont($vitality) WITHIN GROUP (ORDER BY value_12m), 0) AS vitality,
        coalesce(percentile_cont($vitality_low) WITHIN GROUP (ORDER BY value_12m), 0) AS vitality_low,
        coalesce(percentile_cont($vitality_high) WITHIN GROUP (ORDER BY value_12m), 0) AS vitality_high
    FROM score
    WHERE orders > 0
),
side AS (
    SELECT 1 AS vital
    UNION ALL
    SELECT 0 AS vital
),
sided AS (
    SELECT s.uplift_score, CASE WHEN s.value_12m > 0 AND s.value_12m >= l.vitality THEN 1 ELSE 0 END AS vital
    FROM score AS s
    CROSS JOIN level AS l
    WHERE s.orders > 0
),
part AS (
    SELECT vital,
        percentile_cont($potential) WITHIN GROUP (ORDER BY uplift_score) AS potential,
        percentile_cont($potential_low) WITHIN GROUP (ORDER BY uplift_score) AS potential_low,
        percentile_cont($potential_high) WITHIN GROUP (ORDER BY uplift_score) AS potential_high
    FROM sided
    GROUP BY vital
),
-- where a side has no buyer, the other's cuts
whole AS (
    SELECT max(potential) AS potential, max(potential_low) AS potential_low, max(potential_high) AS potential_high
    FROM part
)
SELECT s.vital,
    coalesce(p.potential, w.potential, 0) AS potential,
    coalesce(p.potential_low, w.potential_low, 0) AS potential_low,
    coalesce(p.potential_high, w.potential_high, 0) AS potential_high,
    l.vitality, l.vitality_low, l.vitality_high
FROM side AS s
CROSS JOIN level AS l
CROSS JOIN whole AS w
LEFT JOIN part AS p ON p.vital = s.vital
