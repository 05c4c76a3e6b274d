-- grain: one known person: history, life, and the money expected within the horizon (clv: over its own, discounted)
-- reads: known_customer, history, forecast, prospect_value, membership_value
--
-- Of those who have not bought yet the first purchase and what follows is expected as of others like them in the past.
-- Purchases bring their revenue × the person's own margin of goods, fees of memberships their own rate (CAST(1.0 AS DOUBLE)).
WITH known AS (
    SELECT k.customer_no, k.registered, coalesce(h.orders, 0) AS orders,
        coalesce(h.first_ago, 0) AS first_ago, coalesce(h.last_ago, 0) AS last_ago,
        coalesce(h.orders, 1) - 1 AS x, coalesce(h.first_ago - h.last_ago, 0) AS t_x,
        CAST(coalesce(h.revenue_12m, 0) AS DOUBLE) AS revenue_12m,
        CAST(coalesce(h.contribution_12m, 0) AS DOUBLE) AS contribution_12m,
        CAST(coalesce(h.recent_money, 0) AS DOUBLE) AS recent_money,
        CAST(coalesce(h.earlier_money, 0) AS DOUBLE) AS earlier_money,
        CASE
            WHEN h.revenue > 0
                THEN least(greatest(CAST(h.contribution AS DOUBLE) / nullif(CAST(h.revenue AS DOUBLE), 0), 0), 1)
            ELSE CAST(0.4 AS DOUBLE)
        END AS margin
    FROM known_customer AS k
    LEFT JOIN history AS h ON h.customer_no = k.customer_no
),
expected AS (
    SELECT k.*,
        coalesce(f.spend, q.revenue / nullif(q.expected_purchases, 0), 0) AS spend,
        -- while a paid term runs the relationship lives
        greatest(coalesce(f.p_alive, 0), coalesce(m.lives, 0)) AS p_alive,
        coalesce(f.expected_purchases, q.expected_purchases, 0) AS expected_purchases,
        coalesce(f.discounted_purchases * f.spend, q.discounted, 0) AS discounted,
        coalesce(f.revenue, q.revenue, 0) AS sales,
        coalesce(least(f.low, f.revenue), 0) AS low,
        coalesce(greatest(f.high, f.revenue), q.high, 0) AS high,
        coalesce(m.fees, 0) AS fees, coalesce(m.fees_low, 0) AS fees_low, coalesce(m.fees_high, 0) AS fees_high,
        coalesce(m.fees_discounted, 0) AS fees_discounted
    FROM known AS k
    LEFT JOIN forecast AS f ON f.customer_no = k.customer_no
    LEFT JOIN prospect_value AS q ON q.customer_no = k.customer_no
    LEFT JOIN membership_value AS m ON m.customer_no = k.customer_no
)
SELECT customer_no, registered, orders, greatest(x, 0) AS x, t_x, first_ago AS "T", last_ago,
    revenue_12m, contribution_12m, recent_money, earlier_money, spend, margin, p_alive, expected_purchases,
    sales + fees AS revenue,
    sales * margin + fees * CAST(1.0 AS DOUBLE) AS value,
    low * margin + fees_low * CAST(1.0 AS DOUBLE) AS value_low,
    high * margin + fees_high * CAST(1.0 AS DOUBLE) AS value_high,
    discounted * margin + fees_discounted * CAST(1.0 AS DOUBLE) AS clv
FROM expected
