-- grain: one known person with the four looks and the value
-- reads: customer_value, customer_name, wallet, cross_buy_offer, category_fact, category, engagement, life_stage,
--   customer_timing, near_event
WITH first_offer AS (
    SELECT o.customer_no, o.cross_buy, c.category AS next_category
    FROM cross_buy_offer AS o
    JOIN category_fact AS f ON f.item = o.item
    JOIN category AS c ON c.category_no = f.category_no
    WHERE o.rank = 1
)
SELECT n.customer_id, v.customer_no, v.orders, v.x, v.t_x, v."T", v.last_ago, v.revenue_12m, v.contribution_12m,
    w.wallet, w.low AS wallet_low, w.high AS wallet_high, w.own / nullif(w.wallet, 0) AS wallet_share,
    w.wallet - w.own AS headroom, w.confidence AS wallet_confidence, w.basis AS wallet_basis, w.reason AS wallet_reason,
    coalesce(o.cross_buy, 0) AS cross_buy, o.next_category,
    e.engagement, e.engagement_trend, e.signs AS engagement_signs, s.stage, s.stage_since, s.quiet,
    DATE '2026-06-30' + CAST(t.next_days AS INTEGER) AS next_purchase,
    DATE '2026-06-30' + CAST(t.next_low AS INTEGER) AS next_purchase_low,
    DATE '2026-06-30' + CAST(t.next_high AS INTEGER) AS next_purchase_high,
    l.date AS event_date, l.months AS event_months, l.ahead AS event_ahead,
    v.p_alive, v.expected_purchases, v.value AS value_12m, v.value_low AS value_12m_low,
    v.value_high AS value_12m_high, v.clv
FROM customer_value AS v
JOIN customer_name AS n ON n.customer_no = v.customer_no
JOIN engagement AS e ON e.customer_no = v.customer_no
JOIN life_stage AS s ON s.customer_no = v.customer_no
LEFT JOIN customer_timing AS t ON t.customer_no = v.customer_no
LEFT JOIN near_event AS l ON l.customer_no = v.customer_no
JOIN wallet AS w ON w.customer_no = v.customer_no
LEFT JOIN first_offer AS o ON o.customer_no = v.customer_no
