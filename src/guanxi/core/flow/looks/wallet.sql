-- grain: one known person: wallet of a year with its 80 % interval, never below own spend; or why it is unknown
-- reads: known_customer, history, wallet_estimate, wallet_peer, wallet_group, wallet_said
--
-- `basis`, the first that holds: said (the person told us), learned or orders (the model, with or without other
-- people's statements), peers (nothing bought within the year: what people with the same purse have).
WITH matched AS (
    SELECT v.customer_no, greatest(coalesce(CAST(h.revenue_12m AS DOUBLE), 0), 0) AS own,
        coalesce(h.orders, 0) AS orders, coalesce(h.first_ago, 0) AS age, s.amount,
        e.times, e.times_low, e.times_high,
        coalesce(fine.low, middle.low, coarse.low) AS peers_low,
        coalesce(fine.middle, middle.middle, coarse.middle) AS peers_middle,
        coalesce(fine.high, middle.high, coarse.high) AS peers_high
    FROM known_customer AS v
    LEFT JOIN history AS h ON h.customer_no = v.customer_no
    LEFT JOIN wallet_said AS s ON s.customer_no = v.customer_no
    LEFT JOIN wallet_estimate AS e ON e.customer_no = v.customer_no
    LEFT JOIN wallet_peer AS p ON p.customer_no = v.customer_no
    LEFT JOIN wallet_group AS fine ON fine.level = 1 AND fine.band = p.twentieth
    LEFT JOIN wallet_group AS middle ON middle.level = 2 AND middle.band = p.fifth
    LEFT JOIN wallet_group AS coarse ON coarse.level = 3 AND p.customer_no IS NOT NULL
),
modelled AS (
    SELECT *, times IS NOT NULL AND own > 0 AS seen FROM matched
),
chosen AS (
    SELECT customer_no, own, orders, age,
        CASE
            WHEN amount > 0 THEN 'said'
            WHEN seen THEN $basis
            WHEN peers_middle > 0 THEN 'peers'
        END AS basis,
        CASE WHEN amount > 0 THEN amount WHEN seen THEN own * times ELSE peers_middle END AS wallet,
        CASE WHEN amount > 0 THEN amount / 1.25 WHEN seen THEN own * times_low ELSE peers_low END AS low,
        CASE WHEN amount > 0 THEN amount * 1.25 WHEN seen THEN own * times_high ELSE peers_high END AS high
    FROM modelled
),
bounded AS (
    SELECT customer_no, own, orders, age, basis,
        CASE WHEN basis IS NOT NULL THEN greatest(wallet, own) END AS wallet,
        CASE WHEN basis IS NOT NULL THEN greatest(low, own) END AS low,
        CASE WHEN basis IS NOT NULL THEN greatest(high, own) END AS high
    FROM chosen
)
SELECT customer_no, own, basis, wallet, low, high,
    -- 1: to the cent; 0: any share from a twentieth to all would do
    CASE
        WHEN basis IS NULL THEN 0
        ELSE greatest(1 - ln(greatest(high / nullif(low, 0), 1)) / ln(20), 0.01)
    END AS confidence,
    CASE
        WHEN basis IS NOT NULL THEN NULL
        WHEN orders = 0 THEN 'no_purchase'
        WHEN orders < $min_orders THEN 'one_purchase'
        WHEN age < $min_days THEN 'short_tenure'
        ELSE 'few_comparable'
    END AS reason
FROM bounded
