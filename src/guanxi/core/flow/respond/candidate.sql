-- grain: one person who may be planned for, with what conditions may name and what limits need
-- reads: appraisal, next_category, life_event, contacted, held_out, settled, identity, customer
WITH youngest AS (
    SELECT customer_id, min(CAST(date_diff('day', CAST(date AS DATE), CAST($start AS DATE)) AS DOUBLE)) / 30.436875 AS months
    FROM life_event
    WHERE months = 0
    GROUP BY customer_id
),
owned AS (
    SELECT i.customer_id, max_by(c.owner, c.first_seen_at) AS owner
    FROM customer AS c
    JOIN identity AS i ON i.source = c.source AND i.customer_key = c.customer_key
    WHERE c.owner IS NOT NULL
    GROUP BY i.customer_id
)
SELECT a.customer_id, a.orders, a.x, a.t_x, a."T", a.revenue_12m, a.contribution_12m, a.wallet, a.wallet_share,
    a.headroom, a.cross_buy, a.engagement, a.engagement_trend, a.quiet, a.p_alive, a.expected_purchases, a.value_12m,
    a.clv, a.uplift_score, a.stage, a.quadrant, n.category AS next_category, y.months AS child_months, o.owner,
    coalesce(c.contacts, 0) AS contacts
FROM appraisal AS a
LEFT JOIN next_category AS n ON n.customer_id = a.customer_id AND n.rank = 1
LEFT JOIN youngest AS y ON y.customer_id = a.customer_id
LEFT JOIN owned AS o ON o.customer_id = a.customer_id
LEFT JOIN contacted AS c ON c.customer_id = a.customer_id
WHERE coalesce(c.contacts, 0) < $contacts_month
    AND NOT EXISTS (SELECT 1 FROM held_out AS h WHERE h.customer_id = a.customer_id)
    AND NOT EXISTS (SELECT 1 FROM settled AS l WHERE l.customer_id = a.customer_id)
