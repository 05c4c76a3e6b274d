-- grain: one person of two appraisals, with what the relationship was worth at both ends, to the cent, and what moved it
-- reads: opening, restated, closing, opening_identity, identity
--
-- A person is who she is at the end: records known later to be one person's count as one from the start.
WITH heir AS (
    SELECT o.customer_id, min(i.customer_id) AS later_id
    FROM opening_identity AS o
    JOIN identity AS i ON i.source = o.source AND i.customer_key = o.customer_key
    GROUP BY o.customer_id
),
before AS (
    SELECT coalesce(h.later_id, o.customer_id) AS customer_id, CAST(sum(round(o.clv * 100)) AS BIGINT) AS opening,
        sum(o.orders) AS orders, min(o.stage) AS stage, min(o.quadrant) AS quadrant
    FROM opening AS o
    LEFT JOIN heir AS h ON h.customer_id = o.customer_id
    GROUP BY coalesce(h.later_id, o.customer_id)
),
again AS (
    SELECT coalesce(h.later_id, r.customer_id) AS customer_id, CAST(sum(round(r.clv * 100)) AS BIGINT) AS restated
    FROM restated AS r
    LEFT JOIN heir AS h ON h.customer_id = r.customer_id
    GROUP BY coalesce(h.later_id, r.customer_id)
),
after AS (
    SELECT customer_id, CAST(round(clv * 100) AS BIGINT) AS closing, orders, stage, quadrant, "T" AS age FROM closing
),
both_ends AS (
    SELECT coalesce(a.customer_id, b.customer_id) AS customer_id, coalesce(b.opening, 0) AS opening,
        coalesce(r.restated, 0) AS restated, coalesce(a.closing, 0) AS closing, coalesce(b.orders, 0) AS orders_before,
        CASE WHEN b.orders > 0 AND b.stage <> 'lost' THEN 1 ELSE 0 END AS kept_before,
        CASE WHEN a.orders > 0 AND a.stage <> 'lost' THEN 1 ELSE 0 END AS kept_after,
        coalesce(b.quadrant, a.quadrant) AS quadrant, a.orders AS orders_after, a.age
    FROM after AS a
    FULL JOIN before AS b ON b.customer_id = a.customer_id
    LEFT JOIN again AS r ON r.customer_id = coalesce(a.customer_id, b.customer_id)
)
SELECT customer_id, opening, restated - opening AS revaluation, closing - restated AS change, closing, quadrant,
    kept_before, kept_after,
    CASE
        WHEN kept_before = 0 AND kept_after = 0 THEN 'others'
        WHEN kept_after = 0 THEN 'lost'
        WHEN kept_before = 0 AND orders_before = 0 THEN 'acquired'
        WHEN kept_before = 0 THEN 'recovered'
        WHEN closing >= restated THEN 'developed'
        ELSE 'declined'
    END AS flow,
    CASE
        WHEN orders_after > 0 THEN CAST(CAST(floor(age / 365.25) AS INTEGER) AS VARCHAR) ELSE ''
    END AS years
FROM both_ends
