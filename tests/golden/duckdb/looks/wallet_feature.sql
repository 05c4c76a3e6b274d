-- grain: one comparable person as wallets are read from, as it is (mask 0) or as a mask leaves it
-- reads: wallet_rhythm, wallet_coverage, wallet_child, wallet_peer
SELECT r.*,
    coalesce(c.log_categories, 0) AS log_categories,
    coalesce(c.variety, 0) AS variety,
    coalesce(c.favourite, 0) AS favourite,
    coalesce(c.once, 0) AS once,
    coalesce(c.twice, 0) AS twice,
    coalesce(c.commonness, 0) AS commonness,
    coalesce(c.missing, 0) AS missing,
    coalesce(c.top_2, 0) AS top_2,
    coalesce(c.top_5, 0) AS top_5,
    coalesce(c.top_10, 0) AS top_10,
    coalesce(c.top_20, 0) AS top_20,
    coalesce(c.top_40, 0) AS top_40,
    coalesce(c.top_80, 0) AS top_80,
    coalesce(c.top_160, 0) AS top_160,
    CAST(CASE WHEN k.age < 0 THEN 1 ELSE 0 END AS DOUBLE) AS child_unborn,
    CAST(CASE WHEN k.age >= 0 AND k.age < 183 THEN 1 ELSE 0 END AS DOUBLE) AS child_6,
    CAST(CASE WHEN k.age >= 183 AND k.age < 365 THEN 1 ELSE 0 END AS DOUBLE) AS child_12,
    CAST(CASE WHEN k.age >= 365 AND k.age < 730 THEN 1 ELSE 0 END AS DOUBLE) AS child_24,
    CAST(CASE WHEN k.age >= 730 AND k.age < 1095 THEN 1 ELSE 0 END AS DOUBLE) AS child_36,
    CAST(CASE WHEN k.age >= 1095 THEN 1 ELSE 0 END AS DOUBLE) AS child_older
FROM wallet_rhythm AS r
JOIN wallet_peer AS p ON p.customer_no = r.customer_no
LEFT JOIN wallet_coverage AS c ON c.mask_no = r.mask_no AND c.customer_no = r.customer_no
LEFT JOIN wallet_child AS k ON k.customer_no = r.customer_no
