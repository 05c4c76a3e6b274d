-- grain: one known person: history, life, and expected money; spend per purchase is Gamma-Gamma's conditional mean
-- reads: known_customer, history, cell_forecast
WITH known AS (
    SELECT k.customer_no, k.registered, coalesce(h.orders, 0) AS orders,
        coalesce(h.first_ago, 0) AS first_ago, coalesce(h.last_ago, 0) AS last_ago,
        coalesce(h.orders, 1) - 1 AS x, coalesce(h.first_ago - h.last_ago, 0) AS t_x,
        CAST(coalesce(h.revenue_12m, 0) AS DOUBLE) AS revenue_12m,
        CAST(coalesce(h.contribution_12m, 0) AS DOUBLE) AS contribution_12m,
        CAST(coalesce(h.recent_money, 0) AS DOUBLE) AS recent_money,
        CAST(coalesce(h.earlier_money, 0) AS DOUBLE) AS earlier_money,
        CAST(coalesce(h.purchase_money - h.first_money, 0) AS DOUBLE) AS repeat_money,
        CASE
            WHEN h.revenue > 0
                THEN least(greatest(CAST(h.contribution AS DOUBLE) / nullif(CAST(h.revenue AS DOUBLE), 0), 0), 1)
            ELSE $brand_margin
        END AS margin
    FROM known_customer AS k
    LEFT JOIN history AS h ON h.customer_no = k.customer_no
),
priced AS (
    SELECT *,
        CASE
            WHEN x > 0 AND repeat_money > 0 THEN $p * ($v + repeat_money) / nullif($p * x + $q - 1, 0)
            ELSE $p * $v / nullif($q - 1, 0)
        END AS spend
    FROM known
)
SELECT r.customer_no, r.registered, r.orders, greatest(r.x, 0) AS x, r.t_x, r.first_ago AS "T", r.last_ago,
    r.revenue_12m, r.contribution_12m, r.recent_money, r.earlier_money, r.spend, r.margin,
    coalesce(f.p_alive, 0) AS p_alive,
    coalesce(f.expected_purchases, 0) AS expected_purchases,
    coalesce(f.expected_purchases, 0) * r.spend * r.margin AS value_12m,
    coalesce(f.discounted_purchases, 0) * r.spend * r.margin AS clv
FROM priced AS r
LEFT JOIN cell_forecast AS f
    ON r.orders > 0 AND f.x = r.x AND f.t_x = r.t_x AND f."T" = r.first_ago
