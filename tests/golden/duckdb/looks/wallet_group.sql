-- grain: one group of comparable persons, fine (level 1) to coarse (level 3), large enough to speak; 0: any band
-- reads: wallet_peer
SELECT 1 AS level, tenure, rhythm, breadth, count(*) AS peers,
    percentile_cont(CAST(0.9 AS DOUBLE)) WITHIN GROUP (ORDER BY own) AS high, percentile_cont(0.5) WITHIN GROUP (ORDER BY own) AS middle
FROM wallet_peer
GROUP BY tenure, rhythm, breadth
HAVING count(*) >= 50
UNION ALL
SELECT 2 AS level, tenure, rhythm, 0 AS breadth, count(*) AS peers,
    percentile_cont(CAST(0.9 AS DOUBLE)) WITHIN GROUP (ORDER BY own) AS high, percentile_cont(0.5) WITHIN GROUP (ORDER BY own) AS middle
FROM wallet_peer
GROUP BY tenure, rhythm
HAVING count(*) >= 50
UNION ALL
SELECT 3 AS level, 0 AS tenure, rhythm, 0 AS breadth, count(*) AS peers,
    percentile_cont(CAST(0.9 AS DOUBLE)) WITHIN GROUP (ORDER BY own) AS high, percentile_cont(0.5) WITHIN GROUP (ORDER BY own) AS middle
FROM wallet_peer
GROUP BY rhythm
HAVING count(*) >= 50
