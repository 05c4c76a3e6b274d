-- grain: one person the filter lets through, in the order asked for, beyond a place in it
-- reads: listed, called, bought
WITH found AS (
    SELECT no, {height} AS height
    FROM listed
    WHERE {wanted}
    ORDER BY height DESC, no
    LIMIT $most
)
SELECT l.no, f.height, l.customer_id, l.name, l.owner, l.quadrant, l.stage, l.uplift_score, l.value_12m, l.clv,
    l.revenue_12m, l.headroom, l.quiet, l.next_category, l.next_purchase
FROM found AS f
JOIN listed AS l ON l.no = f.no
ORDER BY f.height DESC, f.no
