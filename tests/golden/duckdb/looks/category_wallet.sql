-- grain: one customer in one category bought in the last 365 days; wallet empty where too few are comparable
-- reads: category_spender, category_wallet_group, category, customer_name
WITH matched AS (
    SELECT s.customer_no, s.category_no, s.spend,
        greatest(s.spend, round(coalesce(fine.high, coarse.high), 6)) AS at_least,
        coalesce(fine.high, coarse.high) AS high
    FROM category_spender AS s
    LEFT JOIN category_wallet_group AS fine
        ON fine.category_no = s.category_no AND fine.fifth = s.fifth
    LEFT JOIN category_wallet_group AS coarse
        ON coarse.category_no = s.category_no AND coarse.fifth = 0 AND s.fifth IS NOT NULL
)
SELECT i.customer_id, c.category, m.spend,
    CASE WHEN m.high IS NOT NULL THEN m.at_least END AS wallet,
    CASE WHEN m.high IS NOT NULL THEN m.spend / nullif(m.at_least, 0) END AS share
FROM matched AS m
JOIN category AS c ON c.category_no = m.category_no
JOIN customer_name AS i ON i.customer_no = m.customer_no
