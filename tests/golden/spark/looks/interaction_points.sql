/* grain: one person who took part: weighted interactions in millionths, halved every half-life; unlisted kinds weigh 1 */
/* reads: interaction, person, engagement_weight */
SELECT
  p.customer_no,
  CAST(SUM(
    CAST(FLOOR(
      COALESCE(w.weight, 1) * 1000000 * POWER(
        0.5,
        CAST((
          20634 - FLOOR(
            (
              CAST(UNIX_MICROS(CAST(i.occurred_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
            ) / 86400
          )
        ) AS DOUBLE) / CAST(60.0 AS DOUBLE)
      ) + 0.5
    ) AS BIGINT)
  ) AS BIGINT) AS points
FROM interaction AS i
JOIN person AS p
  ON p.source = i.source AND p.customer_key = i.customer_key
LEFT JOIN engagement_weight AS w
  ON w.kind = i.kind
WHERE
  i.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
GROUP BY
  p.customer_no
