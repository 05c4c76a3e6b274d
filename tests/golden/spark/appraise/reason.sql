/* grain: one known person with the reasons in one sentence each; whole numbers only, guesses with two digits that count */
/* reads: look, score */
WITH known AS (
  SELECT
    *,
    CASE
      WHEN headroom < 100
      THEN 1
      WHEN headroom < 1000
      THEN 10
      WHEN headroom < 10000
      THEN 100
      WHEN headroom < 100000
      THEN 1000
      WHEN headroom < 1000000
      THEN 10000
      ELSE 100000
    END AS room_step,
    CASE
      WHEN value_12m < 100
      THEN 1
      WHEN value_12m < 1000
      THEN 10
      WHEN value_12m < 10000
      THEN 100
      WHEN value_12m < 100000
      THEN 1000
      WHEN value_12m < 1000000
      THEN 10000
      ELSE 100000
    END AS worth_step
  FROM look
), figure AS (
  SELECT
    l.customer_no,
    l.orders,
    next_category,
    stage,
    wallet,
    CASE WHEN revenue_12m > 0 THEN 1 ELSE 0 END AS buying,
    CASE
      WHEN wallet_reason = 'one_purchase'
      THEN '（只买过一次）'
      WHEN wallet_reason = 'short_tenure'
      THEN '（来的时间太短）'
      WHEN wallet_reason = 'few_comparable'
      THEN '（可比的人太少）'
      ELSE ''
    END AS unknown_zh,
    CASE
      WHEN wallet_reason = 'one_purchase'
      THEN ' (one purchase only)'
      WHEN wallet_reason = 'short_tenure'
      THEN ' (not with us for long)'
      WHEN wallet_reason = 'few_comparable'
      THEN ' (too few comparable people)'
      ELSE ''
    END AS unknown_en,
    '¥' || CAST(CAST(FLOOR(GREATEST(revenue_12m, 0) + 0.5) AS BIGINT) AS STRING) AS spent,
    CAST(CAST(FLOOR(100 * wallet_share + 0.5) AS BIGINT) AS STRING) AS share,
    '¥' || CAST(room_step * CAST(FLOOR(CAST(headroom AS DOUBLE) / NULLIF(room_step, 0) + 0.5) AS BIGINT) AS STRING) AS room,
    '¥' || CAST(worth_step * CAST(FLOOR(CAST(l.value_12m AS DOUBLE) / NULLIF(worth_step, 0) + 0.5) AS BIGINT) AS STRING) AS worth,
    CASE
      WHEN stage = 'suspect'
      THEN '潜在'
      WHEN stage = 'prospect'
      THEN '意向'
      WHEN stage = 'new'
      THEN '新客'
      WHEN stage = 'growing'
      THEN '成长'
      WHEN stage = 'mature'
      THEN '成熟'
      WHEN stage = 'declining'
      THEN '衰退'
      WHEN stage = 'dormant'
      THEN '沉睡'
      ELSE '流失'
    END AS stage_zh,
    CASE
      WHEN (
        CAST(UNIX_MICROS(CAST(CAST(next_purchase AS TIMESTAMP_NTZ) AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      ) <= (
        CAST(UNIX_MICROS(CAST(CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ) AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      ) + 364 * 86400
      THEN next_purchase
    END AS soon, /* a date further than a year away is no date to wait for */
    CASE
      WHEN (
        CAST(UNIX_MICROS(CAST(CAST(next_purchase_high AS TIMESTAMP_NTZ) AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      ) <= (
        CAST(UNIX_MICROS(CAST(CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ) AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
      ) + 729 * 86400
      THEN next_purchase_high
    END AS latest,
    next_purchase_low AS earliest,
    event_date,
    event_months,
    event_ahead,
    CASE
      WHEN event_months % 12 = 0
      THEN CAST(FLOOR(CAST(event_months AS DOUBLE) / 12) AS BIGINT)
      ELSE event_months
    END AS event_age,
    CASE WHEN event_months % 12 = 0 THEN '岁' ELSE '个月' END AS age_zh,
    CASE
      WHEN event_months = 12
      THEN ' year'
      WHEN event_months % 12 = 0
      THEN ' years'
      WHEN event_months = 1
      THEN ' month'
      ELSE ' months'
    END AS age_en,
    engagement_trend AS trend,
    CAST(CAST(FLOOR(s.uplift_score + 0.5) AS BIGINT) AS STRING) AS score,
    CASE
      WHEN s.uplift_score < 0.5
      THEN NULL
      WHEN points_wallet >= GREATEST(points_cross_buy, points_engagement, points_stage)
      THEN '钱包空间'
      WHEN points_stage >= GREATEST(points_cross_buy, points_engagement)
      THEN '时机'
      WHEN points_cross_buy >= points_engagement
      THEN '交叉购买'
      ELSE '行为参与'
    END AS most_zh, /* the look that gives most of the points */
    CASE
      WHEN s.uplift_score < 0.5
      THEN NULL
      WHEN points_wallet >= GREATEST(points_cross_buy, points_engagement, points_stage)
      THEN 'wallet room'
      WHEN points_stage >= GREATEST(points_cross_buy, points_engagement)
      THEN 'timing'
      WHEN points_cross_buy >= points_engagement
      THEN 'cross-buy'
      ELSE 'engagement'
    END AS most_en,
    CAST(CAST(FLOOR(GREATEST(points_wallet, points_cross_buy, points_engagement, points_stage) + 0.5) AS BIGINT) AS STRING) AS most
  FROM known AS l
  JOIN score AS s
    ON s.customer_no = l.customer_no
)
SELECT
  customer_no,
  CONCAT_WS(
    '',
    CASE
      WHEN orders = 0
      THEN '尚未购买'
      WHEN buying = 0
      THEN '近12个月没有消费'
      ELSE '近12个月消费' || spent
    END,
    CASE
      WHEN wallet IS NULL AND orders = 0
      THEN ''
      WHEN wallet IS NULL
      THEN '，钱包大小未知' || unknown_zh
      WHEN buying = 0
      THEN '，估计每年有约' || room || '花在别处'
      ELSE '，约占其品类消费的' || share || '%，还有约' || room || '的空间'
    END,
    CASE
      WHEN next_category IS NULL
      THEN ''
      ELSE '；下一个品类最可能是“' || next_category || '”'
    END,
    '；处于',
    stage_zh,
    '期',
    CASE
      WHEN trend = 'rising'
      THEN '，近来更活跃'
      WHEN trend = 'falling'
      THEN '，近来不如以前活跃'
      ELSE ''
    END,
    CASE
      WHEN soon IS NULL
      THEN ''
      ELSE '，预计' || CAST(soon AS STRING) || '前后再买（最早' || CAST(earliest AS STRING) || CASE WHEN latest IS NULL THEN '' ELSE '，最晚' || CAST(latest AS STRING) END || '）'
    END,
    CASE
      WHEN event_date IS NULL
      THEN ''
      WHEN event_months = 0 AND event_ahead > 0
      THEN '；孩子预产期' || CAST(event_date AS STRING)
      WHEN event_months = 0
      THEN '；孩子' || CAST(event_date AS STRING) || '出生'
      WHEN event_months < 0
      THEN '；孩子' || CAST(event_date AS STRING) || '距预产期' || CAST(-event_months AS STRING) || '个月'
      ELSE '；孩子' || CAST(event_date AS STRING) || '满' || CAST(event_age AS STRING) || age_zh
    END,
    '；预计未来12个月贡献约',
    worth,
    '，潜力',
    score,
    '分',
    CASE WHEN most_zh IS NULL THEN '' ELSE '（其中' || most || '分来自' || most_zh || '）' END,
    '。'
  ) AS reason_zh,
  CONCAT_WS(
    '',
    CASE
      WHEN orders = 0
      THEN 'Has not bought yet'
      WHEN buying = 0
      THEN 'Spent nothing in 12 months'
      ELSE 'Spent ' || spent || ' in 12 months'
    END,
    CASE
      WHEN wallet IS NULL AND orders = 0
      THEN ''
      WHEN wallet IS NULL
      THEN '; wallet unknown' || unknown_en
      WHEN buying = 0
      THEN ', probably about ' || room || ' a year elsewhere'
      ELSE ', about ' || share || '% of their wallet, with room for about ' || room || ' more'
    END,
    CASE
      WHEN next_category IS NULL
      THEN ''
      ELSE '; next category most likely ' || next_category
    END,
    '; stage: ',
    stage,
    CASE
      WHEN trend = 'rising'
      THEN ', taking part more than before'
      WHEN trend = 'falling'
      THEN ', taking part less than before'
      ELSE ''
    END,
    CASE
      WHEN soon IS NULL
      THEN ''
      ELSE '; next purchase about ' || CAST(soon AS STRING) || ' (' || CAST(earliest AS STRING) || CASE
        WHEN latest IS NULL
        THEN ' or later)'
        ELSE ' to ' || CAST(latest AS STRING) || ')'
      END
    END,
    CASE
      WHEN event_date IS NULL
      THEN ''
      WHEN event_months = 0 AND event_ahead > 0
      THEN '; child due on ' || CAST(event_date AS STRING)
      WHEN event_months = 0
      THEN '; child born on ' || CAST(event_date AS STRING)
      WHEN event_months < 0
      THEN '; child due ' || CAST(-event_months AS STRING) || ' months after ' || CAST(event_date AS STRING)
      ELSE '; child ' || CAST(event_age AS STRING) || age_en || ' old on ' || CAST(event_date AS STRING)
    END,
    '; expected to contribute about ',
    worth,
    ' in the next 12 months; potential ',
    score,
    ' of 100',
    CASE
      WHEN most_en IS NULL
      THEN ''
      ELSE ' (' || most || ' from ' || most_en || ')'
    END,
    '.'
  ) AS reason_en
FROM figure
