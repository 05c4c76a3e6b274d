-- grain: one person of the run, numbered in the order of customer_id: what lists show, filter and order by
-- reads: appraisal (which is published in that order), identity, next_category
WITH known AS (
    SELECT customer_id, min(nullif(name, '')) AS name, min(nullif(owner, '')) AS owner
    FROM identity
    WHERE name <> '' OR owner <> ''
    GROUP BY customer_id
),
likeliest AS (
    SELECT customer_id, category FROM next_category WHERE rank = 1
)
SELECT CAST(row_number() OVER () AS INTEGER) AS no, a.customer_id, k.name, k.owner,
    a.quadrant, a.stage, a.uplift_score, a.vitality, a.value_12m, a.clv, a.revenue_12m, a.headroom, a.quiet,
    n.category AS next_category, a.next_purchase
FROM appraisal AS a
LEFT JOIN known AS k ON k.customer_id = a.customer_id
LEFT JOIN likeliest AS n ON n.customer_id = a.customer_id
