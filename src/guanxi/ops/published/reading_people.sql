-- grain: one person on one side of a reading, who brought most since the draw first, beyond a place in that order
-- reads: reading_person
--
-- Compared are only strata that hold people of both sides; an experiment that is not read yet tells all who were drawn.
WITH mine AS (
    SELECT customer_id, treated, arm, stratum, quadrant, contribution, purchases, coalesce(contribution, 0) AS size
    FROM reading_person
    WHERE experiment_id = $experiment AND months = $months AND ($metric <> 'retention' OR purchases_before > 0)
        AND (
            $scope = 'all' OR ($scope = 'arm' AND (treated = 0 OR arm = $member))
            OR ($scope = 'quadrant' AND quadrant = $member) OR ($scope = 'team' AND team = $member)
        )
),
compared AS (
    SELECT stratum FROM mine GROUP BY stratum HAVING $months = 0 OR (min(treated) = 0 AND max(treated) = 1)
),
side AS (
    SELECT m.*, count(*) OVER () AS people, avg(m.contribution) OVER () AS each
    FROM mine AS m
    JOIN compared AS c ON c.stratum = m.stratum
    WHERE m.treated = $treated
)
SELECT customer_id, arm, quadrant, contribution, purchases, size, people, each
FROM side
WHERE $size IS NULL OR size < $size OR (size = $size AND customer_id > $after)
ORDER BY size DESC, customer_id
LIMIT $most
