-- grain: one identifier seen on at least two records, and on no more than one person could have
-- reads: identifier
SELECT kind, space, value, CAST(row_number() OVER (ORDER BY kind, space, value) AS INTEGER) AS identifier_no
FROM identifier
GROUP BY kind, space, value
HAVING count(*) >= 2 AND count(*) <= 8
