-- grain: one group of comparable persons large enough to speak: 1 a twentieth, 2 a fifth, 3 all who can be compared
-- reads: wallet_peer
SELECT 1 AS level, twentieth AS band, count(*) AS peers,
    percentile_cont(CAST(0.9 AS DOUBLE)) WITHIN GROUP (ORDER BY own) AS high,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY own) AS middle
FROM wallet_peer
GROUP BY twentieth
HAVING count(*) >= 50
UNION ALL
SELECT 2 AS level, fifth AS band, count(*) AS peers,
    percentile_cont(CAST(0.9 AS DOUBLE)) WITHIN GROUP (ORDER BY own) AS high,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY own) AS middle
FROM wallet_peer
GROUP BY fifth
HAVING count(*) >= 50
UNION ALL
SELECT 3 AS level, 0 AS band, count(*) AS peers,
    percentile_cont(CAST(0.9 AS DOUBLE)) WITHIN GROUP (ORDER BY own) AS high,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY own) AS middle
FROM wallet_peer
HAVING count(*) >= 50
