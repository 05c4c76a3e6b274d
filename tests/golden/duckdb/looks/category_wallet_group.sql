-- grain: one group of comparable persons within a category; tenure 0: any
-- reads: category_spender
SELECT category_no, tenure, rhythm, percentile_cont(CAST(0.9 AS DOUBLE)) WITHIN GROUP (ORDER BY spend) AS high
FROM category_spender
WHERE rhythm IS NOT NULL AND named
GROUP BY category_no, tenure, rhythm
HAVING count(*) >= 50
UNION ALL
SELECT category_no, 0 AS tenure, rhythm, percentile_cont(CAST(0.9 AS DOUBLE)) WITHIN GROUP (ORDER BY spend) AS high
FROM category_spender
WHERE rhythm IS NOT NULL AND named
GROUP BY category_no, rhythm
HAVING count(*) >= 50
