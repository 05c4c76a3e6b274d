-- grain: one person's days of the last 365, as they are (mask 0) or as a mask leaves them: volume, baskets, gaps
-- reads: wallet_day
WITH spaced AS (
    SELECT mask_no, customer_no, days_ago, money, lines, orders,
        lag(days_ago) OVER (PARTITION BY mask_no, customer_no ORDER BY days_ago DESC) - days_ago AS gap,
        CAST(ln(CAST(money AS DOUBLE)) AS DECIMAL(18, 6)) AS log_money
    FROM wallet_day
),
summed AS (
    SELECT mask_no, customer_no,
        CAST(count(*) AS DOUBLE) AS days, CAST(sum(orders) AS DOUBLE) AS orders, CAST(sum(lines) AS DOUBLE) AS lines,
        CAST(sum(money) AS DOUBLE) AS money, CAST(count(gap) AS DOUBLE) AS gaps,
        CAST(sum(log_money) AS DOUBLE) AS log_money,
        CAST(sum(CAST(log_money * log_money AS DECIMAL(18, 6))) AS DOUBLE) AS log_money_squares,
        CAST(sum(CAST(ln(gap) AS DECIMAL(18, 6))) AS DOUBLE) AS log_gap,
        CAST(sum(CAST(ln(gap) * ln(gap) AS DECIMAL(18, 6))) AS DOUBLE) AS log_gap_squares,
        CAST(count(DISTINCT CAST(floor(days_ago / 7.0) AS INTEGER)) AS DOUBLE) AS weeks,
        CAST(max(days_ago) AS DOUBLE) AS first_ago, CAST(min(days_ago) AS DOUBLE) AS last_ago,
        CAST(sum(CASE WHEN money > $large THEN 1 ELSE 0 END) AS DOUBLE) AS large,
        CAST(sum(CASE WHEN money < $small THEN 1 ELSE 0 END) AS DOUBLE) AS small,
        CAST(sum(CASE WHEN gap = 1 THEN 1 ELSE 0 END) AS DOUBLE) AS gap_1,
        CAST(sum(CASE WHEN gap BETWEEN 2 AND 3 THEN 1 ELSE 0 END) AS DOUBLE) AS gap_3,
        CAST(sum(CASE WHEN gap BETWEEN 4 AND 6 THEN 1 ELSE 0 END) AS DOUBLE) AS gap_6,
        CAST(sum(CASE WHEN gap = 7 THEN 1 ELSE 0 END) AS DOUBLE) AS gap_7,
        CAST(sum(CASE WHEN gap BETWEEN 8 AND 13 THEN 1 ELSE 0 END) AS DOUBLE) AS gap_13,
        CAST(sum(CASE WHEN gap BETWEEN 14 AND 31 THEN 1 ELSE 0 END) AS DOUBLE) AS gap_31
    FROM spaced
    GROUP BY mask_no, customer_no
)
SELECT mask_no, customer_no, money AS own, days,
    ln(money) AS log_own, ln(days) AS log_days, ln(orders) AS log_orders,
    log_money / nullif(days, 0) AS basket,
    sqrt(greatest(
        log_money_squares / nullif(days, 0) - log_money / nullif(days, 0) * (log_money / nullif(days, 0)), 0
    )) AS basket_spread,
    ln(lines / nullif(orders, 0)) AS lines_an_order, ln(money / nullif(lines, 0)) AS price,
    (orders - days) / nullif(greatest(orders - 1, 1), 0) AS same_day,
    coalesce(log_gap / nullif(gaps, 0), 4) AS gap,
    coalesce(sqrt(greatest(
        log_gap_squares / nullif(gaps, 0) - log_gap / nullif(gaps, 0) * (log_gap / nullif(gaps, 0)), 0
    )), 0) AS gap_spread,
    weeks, ln(first_ago + 1) AS tenure, ln(last_ago + 1) AS silence,
    large / nullif(days, 0) AS large, small / nullif(days, 0) AS small,
    coalesce(gap_1 / nullif(gaps, 0), 0) AS gap_1, coalesce(gap_3 / nullif(gaps, 0), 0) AS gap_3,
    coalesce(gap_6 / nullif(gaps, 0), 0) AS gap_6, coalesce(gap_7 / nullif(gaps, 0), 0) AS gap_7,
    coalesce(gap_13 / nullif(gaps, 0), 0) AS gap_13, coalesce(gap_31 / nullif(gaps, 0), 0) AS gap_31
FROM summed
WHERE money > 0
