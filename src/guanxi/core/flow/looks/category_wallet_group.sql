-- grain: one group of comparable persons within a category, large enough to speak: a fifth by purse; 0: all
-- reads: category_spender
SELECT category_no, fifth, percentile_cont($quantile) WITHIN GROUP (ORDER BY spend) AS high
FROM category_spender
WHERE fifth IS NOT NULL AND named
GROUP BY category_no, fifth
HAVING count(*) >= $min_peers
UNION ALL
SELECT category_no, 0 AS fifth, percentile_cont($quantile) WITHIN GROUP (ORDER BY spend) AS high
FROM category_spender
WHERE fifth IS NOT NULL AND named
GROUP BY category_no
HAVING count(*) >= $min_peers
