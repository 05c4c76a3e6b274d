-- grain: one customer as of the run's date
-- reads: look, score, standing, reason
SELECT l.customer_id, $as_of AS as_of,
    CAST(l.orders AS BIGINT) AS orders, CAST(l.x AS BIGINT) AS x,
    CAST(l.t_x AS DOUBLE) AS t_x, CAST(l."T" AS DOUBLE) AS "T",
    l.revenue_12m, l.contribution_12m,
    l.wallet, l.wallet_low, l.wallet_high,
    l.wallet_share, l.headroom, l.wallet_confidence, l.wallet_basis, l.wallet_reason, l.cross_buy, l.engagement,
    l.engagement_trend, l.engagement_signs, $basis AS engagement_basis,
    l.stage, l.stage_since, l.quiet, l.next_purchase, l.next_purchase_low, l.next_purchase_high, l.p_alive, l.expected_purchases,
    l.value_12m, l.value_12m_low, l.value_12m_high, l.clv,
    s.uplift_score, s.points_wallet, s.points_cross_buy, s.points_engagement, s.points_stage,
    l.value_12m AS vitality, q.quadrant, r.reason_zh, r.reason_en,
    $formula_version AS formula_version, $run_id AS run_id
FROM look AS l
JOIN score AS s ON s.customer_no = l.customer_no
JOIN standing AS q ON q.customer_no = l.customer_no
JOIN reason AS r ON r.customer_no = l.customer_no
