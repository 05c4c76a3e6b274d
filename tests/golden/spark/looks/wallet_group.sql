/* grain: one group of comparable persons large enough to speak: 1 a twentieth, 2 a fifth, 3 all who can be compared */
/* reads: wallet_peer */
SELECT
  1 AS level,
  twentieth AS band,
  COUNT(*) AS peers,
  PERCENTILE(CAST(own AS DOUBLE), CAST(0.9 AS DOUBLE)) AS high,
  PERCENTILE(CAST(own AS DOUBLE), 0.5) AS middle
FROM wallet_peer
GROUP BY
  twentieth
HAVING
  COUNT(*) >= 50
UNION ALL
SELECT
  2 AS level,
  fifth AS band,
  COUNT(*) AS peers,
  PERCENTILE(CAST(own AS DOUBLE), CAST(0.9 AS DOUBLE)) AS high,
  PERCENTILE(CAST(own AS DOUBLE), 0.5) AS middle
FROM wallet_peer
GROUP BY
  fifth
HAVING
  COUNT(*) >= 50
UNION ALL
SELECT
  3 AS level,
  0 AS band,
  COUNT(*) AS peers,
  PERCENTILE(CAST(own AS DOUBLE), CAST(0.9 AS DOUBLE)) AS high,
  PERCENTILE(CAST(own AS DOUBLE), 0.5) AS middle
FROM wallet_peer
HAVING
  COUNT(*) >= 50
