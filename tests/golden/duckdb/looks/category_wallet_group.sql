-- grain: one group of comparable persons within a category, large enough to speak: a fifth by purse; 0: all
-- reads: category_spender
SELECT category_no, fifth, percentile_cont(CAST(0.9 AS DOUBLE)) WITHIN GROUP (ORDER BY spend) AS high
FROM category_spender
WHERE fifth IS NOT NULL AND named
GROUP BY category_no, fifth
HAVING count(*) >= 50
UNION ALL
SELECT category_no, 0 AS fifth, percentile_cont(CAST(0.9 AS DOUBLE)) WITHIN GROUP (ORDER BY spend) AS high
FROM category_spender
WHERE fifth IS NOT NULL AND named
GROUP BY category_no
HAVING count(*) >= 50
