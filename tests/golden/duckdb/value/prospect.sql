-- grain: one person on one origin (0 = today: everybody; earlier ones: those drawn) known then and without a purchase
-- reads: acquaintance, history, interaction, person, origin
--
-- Her kind: registered or not; known for up to a week, a month, a quarter, a year, longer (1 to 5); taking part in the
-- last 30 days or not; child unborn (1), up to half a year, one, two, three years, older (6), none known (0).
WITH active AS (
    SELECT o.origin_no, p.customer_no
    FROM interaction AS i
    JOIN person AS p ON p.source = i.source AND p.customer_key = i.customer_key
    JOIN origin AS o ON i.occurred_at < TIMESTAMP '2026-07-01 00:00:00.000000'
        AND 20634 - CAST(floor(epoch(i.occurred_at) / 86400) AS INTEGER) BETWEEN o.days_back AND o.days_back + 29
    GROUP BY o.origin_no, p.customer_no
),
known AS (
    SELECT o.origin_no, o.horizon, a.customer_no, a.known_ago - o.days_back AS since,
        CASE WHEN a.registered_ago >= o.days_back THEN 1 ELSE 0 END AS registered, a.child_age - o.days_back AS child_age
    FROM acquaintance AS a
    JOIN origin AS o ON a.known_ago >= o.days_back
    LEFT JOIN history AS h ON h.customer_no = a.customer_no
    WHERE (h.first_ago IS NULL OR h.first_ago < o.days_back)
        AND (o.origin_no = 0 OR a.customer_no % 997 < 997)
)
SELECT k.origin_no, k.horizon, k.customer_no, k.registered,
    CASE WHEN since < 7 THEN 1 WHEN since < 30 THEN 2 WHEN since < 91 THEN 3 WHEN since < 365 THEN 4 ELSE 5 END AS since,
    CASE WHEN a.customer_no IS NULL THEN 0 ELSE 1 END AS active,
    CASE
        WHEN child_age IS NULL THEN 0
        WHEN child_age < 0 THEN 1
        WHEN child_age < 183 THEN 2
        WHEN child_age < 365 THEN 3
        WHEN child_age < 730 THEN 4
        WHEN child_age < 1095 THEN 5
        ELSE 6
    END AS child
FROM known AS k
LEFT JOIN active AS a ON a.origin_no = k.origin_no AND a.customer_no = k.customer_no
