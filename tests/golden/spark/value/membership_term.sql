/* grain: one paid term begun by the as-of date; turn counts the terms since the relationship began, renewal by renewal */
/* reads: membership, person */
/* A term is renewed when the next one of the same person and kind begins within 30 days of its end, and lost when */
/* those days pass without; whoever comes back later begins anew. decided: those days are over, so that a loss would be */
/* known as well as a renewal; retention is learned from decided ends alone, for renewals are known earlier than losses. */
WITH term AS (
  SELECT
    p.customer_no,
    m.kind,
    m.fee,
    CAST(20634 - FLOOR(
      (
        CAST(UNIX_MICROS(CAST(m.started_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      ) / 86400
    ) AS INT) AS started_ago,
    CAST(20634 - FLOOR(
      (
        CAST(UNIX_MICROS(CAST(m.ends_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      ) / 86400
    ) AS INT) AS ends_ago,
    ROW_NUMBER() OVER (
      PARTITION BY p.customer_no, m.kind
      ORDER BY m.started_at NULLS LAST, m.ends_at NULLS LAST, m.source NULLS LAST, m.membership_id NULLS LAST
    ) AS number
  FROM membership AS m
  JOIN person AS p
    ON p.source = m.source AND p.customer_key = m.customer_key
  WHERE
    m.started_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
), followed AS (
  SELECT
    *,
    LEAD(started_ago) OVER (PARTITION BY customer_no, kind ORDER BY number NULLS LAST) AS next_ago,
    LAG(ends_ago) OVER (PARTITION BY customer_no, kind ORDER BY number NULLS LAST) AS previous_ago
  FROM term
), begun AS (
  SELECT
    *,
    SUM(
      CASE WHEN previous_ago IS NULL OR started_ago < previous_ago - 30 THEN 1 ELSE 0 END
    ) OVER (
      PARTITION BY customer_no, kind
      ORDER BY number NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS relation
  FROM followed
)
SELECT
  customer_no,
  kind,
  CAST(relation AS INT) AS relation,
  fee,
  started_ago,
  ends_ago,
  GREATEST(started_ago - ends_ago, 1) AS days,
  CAST(ROW_NUMBER() OVER (PARTITION BY customer_no, kind, relation ORDER BY number NULLS LAST) AS INT) AS turn,
  CASE WHEN next_ago >= ends_ago - 30 THEN 1 ELSE 0 END AS renewed,
  CASE WHEN ends_ago > 30 THEN 1 ELSE 0 END AS decided,
  CASE
    WHEN ends_ago > 30 AND (
      next_ago IS NULL OR next_ago < ends_ago - 30
    )
    THEN 1
    ELSE 0
  END AS lost
FROM begun
