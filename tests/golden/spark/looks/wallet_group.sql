/* grain: one group of comparable persons, fine (level 1) to coarse (level 3), large enough to speak; 0: any band */
/* reads: wallet_peer */
SELECT
  1 AS level,
  tenure,
  rhythm,
  breadth,
  COUNT(*) AS peers,
  PERCENTILE(CAST(own AS DOUBLE), CAST(0.9 AS DOUBLE)) AS high,
  PERCENTILE(CAST(own AS DOUBLE), 0.5) AS middle
FROM wallet_peer
GROUP BY
  tenure,
  rhythm,
  breadth
HAVING
  COUNT(*) >= 50
UNION ALL
SELECT
  2 AS level,
  tenure,
  rhythm,
  0 AS breadth,
  COUNT(*) AS peers,
  PERCENTILE(CAST(own AS DOUBLE), CAST(0.9 AS DOUBLE)) AS high,
  PERCENTILE(CAST(own AS DOUBLE), 0.5) AS middle
FROM wallet_peer
GROUP BY
  tenure,
  rhythm
HAVING
  COUNT(*) >= 50
UNION ALL
SELECT
  3 AS level,
  0 AS tenure,
  rhythm,
  0 AS breadth,
  COUNT(*) AS peers,
  PERCENTILE(CAST(own AS DOUBLE), CAST(0.9 AS DOUBLE)) AS high,
  PERCENTILE(CAST(own AS DOUBLE), 0.5) AS middle
FROM wallet_peer
GROUP BY
  rhythm
HAVING
  COUNT(*) >= 50
