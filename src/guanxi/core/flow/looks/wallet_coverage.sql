-- grain: one person's categories of the last 365 days, as they are (mask 0) or as a mask leaves them
-- reads: wallet_holding, wallet_staple
--
-- `top_n`: how many of the n commonest categories the person buys (those of a smaller n left out); `missing`: how
-- surprising it is that the person lacks those not bought, less a constant.
WITH summed AS (
    SELECT h.mask_no, h.customer_no, CAST(count(*) AS DOUBLE) AS categories,
        CAST(sum(h.money) AS DOUBLE) AS money, CAST(max(h.lines) AS DOUBLE) AS most_lines,
        CAST(sum(h.lines) AS DOUBLE) AS lines,
        CAST(sum(CAST(h.money * CAST(ln(CAST(h.money AS DOUBLE)) AS DECIMAL(9, 6)) AS DECIMAL(28, 6))) AS DOUBLE)
            AS money_logs,
        CAST(sum(CASE WHEN h.lines = 1 THEN 1 ELSE 0 END) AS DOUBLE) AS once,
        CAST(sum(CASE WHEN h.lines = 2 THEN 1 ELSE 0 END) AS DOUBLE) AS twice,
        CAST(sum(CAST(s.held_by AS DECIMAL(9, 6))) AS DOUBLE) AS held_by,
        CAST(sum(CAST(s.surprise AS DECIMAL(9, 6))) AS DOUBLE) AS surprise,
        CAST(sum(CASE WHEN s.place BETWEEN 1 AND 2 THEN 1 ELSE 0 END) AS DOUBLE) AS top_2,
        CAST(sum(CASE WHEN s.place BETWEEN 3 AND 5 THEN 1 ELSE 0 END) AS DOUBLE) AS top_5,
        CAST(sum(CASE WHEN s.place BETWEEN 6 AND 10 THEN 1 ELSE 0 END) AS DOUBLE) AS top_10,
        CAST(sum(CASE WHEN s.place BETWEEN 11 AND 20 THEN 1 ELSE 0 END) AS DOUBLE) AS top_20,
        CAST(sum(CASE WHEN s.place BETWEEN 21 AND 40 THEN 1 ELSE 0 END) AS DOUBLE) AS top_40,
        CAST(sum(CASE WHEN s.place BETWEEN 41 AND 80 THEN 1 ELSE 0 END) AS DOUBLE) AS top_80,
        CAST(sum(CASE WHEN s.place BETWEEN 81 AND 160 THEN 1 ELSE 0 END) AS DOUBLE) AS top_160
    FROM wallet_holding AS h
    JOIN wallet_staple AS s ON s.category_no = h.category_no
    GROUP BY h.mask_no, h.customer_no
)
SELECT mask_no, customer_no, ln(categories) AS log_categories,
    ln(money) - money_logs / nullif(money, 0) AS variety,
    ln(most_lines / nullif(lines, 0)) AS favourite,
    once / nullif(categories, 0) AS once, twice / nullif(categories, 0) AS twice,
    held_by / nullif(categories, 0) AS commonness, -surprise AS missing,
    top_2, top_5, top_10, top_20, top_40, top_80, top_160
FROM summed
