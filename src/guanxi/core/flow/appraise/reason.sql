-- grain: one known person with the reasons in one sentence each; whole numbers only
-- reads: look, score
WITH figure AS (
    SELECT l.customer_no, l.orders, next_category, stage, wallet,
        CASE
            WHEN wallet_reason = 'one_purchase' THEN '（只买过一次）'
            WHEN wallet_reason = 'short_tenure' THEN '（来的时间太短）'
            WHEN wallet_reason = 'few_comparable' THEN '（可比的人太少）'
            ELSE ''
        END AS unknown_zh,
        CASE
            WHEN wallet_reason = 'one_purchase' THEN ' (one purchase only)'
            WHEN wallet_reason = 'short_tenure' THEN ' (not with us for long)'
            WHEN wallet_reason = 'few_comparable' THEN ' (too few comparable people)'
            ELSE ''
        END AS unknown_en,
        $sign || CAST(CAST(floor(greatest(revenue_12m, 0) + 0.5) AS BIGINT) AS VARCHAR) AS spent,
        CAST(CAST(floor(100 * wallet_share + 0.5) AS BIGINT) AS VARCHAR) AS share,
        $sign || CAST(CAST(floor(headroom + 0.5) AS BIGINT) AS VARCHAR) AS room,
        $sign || CAST(CAST(floor(l.value_12m + 0.5) AS BIGINT) AS VARCHAR) AS worth,
        CASE
            WHEN stage = 'suspect' THEN '潜在'
            WHEN stage = 'prospect' THEN '意向'
            WHEN stage = 'new' THEN '新客'
            WHEN stage = 'growing' THEN '成长'
            WHEN stage = 'mature' THEN '成熟'
            WHEN stage = 'declining' THEN '衰退'
            WHEN stage = 'dormant' THEN '沉睡'
            ELSE '流失'
        END AS stage_zh,
        -- a date further than a year away is no date to wait for
        CASE WHEN epoch(CAST(next_purchase AS TIMESTAMP)) <= epoch($until) + 364 * 86400 THEN next_purchase END AS soon,
        CASE WHEN epoch(CAST(next_purchase_high AS TIMESTAMP)) <= epoch($until) + 729 * 86400 THEN next_purchase_high END AS latest,
        next_purchase_low AS earliest, event_date, event_months, event_ahead,
        CASE WHEN event_months % 12 = 0 THEN CAST(floor(event_months / 12) AS BIGINT) ELSE event_months END AS event_age,
        CASE WHEN event_months % 12 = 0 THEN '岁' ELSE '个月' END AS age_zh,
        CASE
            WHEN event_months = 12 THEN ' year' WHEN event_months % 12 = 0 THEN ' years'
            WHEN event_months = 1 THEN ' month' ELSE ' months'
        END AS age_en,
        engagement_trend AS trend,
        CAST(CAST(floor(s.uplift_score + 0.5) AS BIGINT) AS VARCHAR) AS score,
        -- the look that gives most of the points
        CASE
            WHEN s.uplift_score < 0.5 THEN NULL
            WHEN points_wallet >= greatest(points_cross_buy, points_engagement, points_stage) THEN '钱包空间'
            WHEN points_stage >= greatest(points_cross_buy, points_engagement) THEN '时机（生命周期）'
            WHEN points_cross_buy >= points_engagement THEN '交叉购买'
            ELSE '行为参与'
        END AS most_zh,
        CASE
            WHEN s.uplift_score < 0.5 THEN NULL
            WHEN points_wallet >= greatest(points_cross_buy, points_engagement, points_stage) THEN 'wallet room'
            WHEN points_stage >= greatest(points_cross_buy, points_engagement) THEN 'timing (lifecycle)'
            WHEN points_cross_buy >= points_engagement THEN 'cross-buy'
            ELSE 'engagement'
        END AS most_en,
        CAST(CAST(floor(
            greatest(points_wallet, points_cross_buy, points_engagement, points_stage) + 0.5
        ) AS BIGINT) AS VARCHAR) AS most
    FROM look AS l
    JOIN score AS s ON s.customer_no = l.customer_no
)
SELECT customer_no,
    concat_ws('',
        CASE WHEN orders = 0 THEN '尚未购买' ELSE '近12个月消费' || spent END,
        CASE
            WHEN wallet IS NULL THEN '，钱包大小未知' || unknown_zh
            ELSE '，约占其品类消费的' || share || '%，还有约' || room || '的空间'
        END,
        CASE WHEN next_category IS NULL THEN '' ELSE '；下一个品类最可能是“' || next_category || '”' END,
        '；处于', stage_zh, '期',
        CASE WHEN trend = 'rising' THEN '，近来更活跃' WHEN trend = 'falling' THEN '，近来不如以前活跃' ELSE '' END,
        CASE
            WHEN soon IS NULL THEN ''
            ELSE '，预计' || CAST(soon AS VARCHAR) || '前后再买（最早' || CAST(earliest AS VARCHAR)
                || CASE WHEN latest IS NULL THEN '' ELSE '，最晚' || CAST(latest AS VARCHAR) END || '）'
        END,
        CASE
            WHEN event_date IS NULL THEN ''
            WHEN event_months = 0 AND event_ahead > 0 THEN '；孩子预产期' || CAST(event_date AS VARCHAR)
            WHEN event_months = 0 THEN '；孩子' || CAST(event_date AS VARCHAR) || '出生'
            WHEN event_months < 0 THEN '；孩子' || CAST(event_date AS VARCHAR) || '距预产期'
                || CAST(-event_months AS VARCHAR) || '个月'
            ELSE '；孩子' || CAST(event_date AS VARCHAR) || '满' || CAST(event_age AS VARCHAR) || age_zh
        END,
        '；预计未来12个月贡献', worth, '，潜力', score, '分',
        CASE WHEN most_zh IS NULL THEN '' ELSE '，最多来自' || most_zh || '（' || most || '分）' END, '。'
    ) AS reason_zh,
    concat_ws('',
        CASE WHEN orders = 0 THEN 'Has not bought yet' ELSE 'Spent ' || spent || ' in 12 months' END,
        CASE
            WHEN wallet IS NULL THEN '; wallet unknown' || unknown_en
            ELSE ', about ' || share || '% of their wallet, with room for ' || room || ' more'
        END,
        CASE WHEN next_category IS NULL THEN '' ELSE '; next category most likely ' || next_category END,
        '; stage: ', stage,
        CASE
            WHEN trend = 'rising' THEN ', taking part more than before'
            WHEN trend = 'falling' THEN ', taking part less than before'
            ELSE ''
        END,
        CASE
            WHEN soon IS NULL THEN ''
            ELSE '; next purchase about ' || CAST(soon AS VARCHAR) || ' (' || CAST(earliest AS VARCHAR)
                || CASE WHEN latest IS NULL THEN ' or later)' ELSE ' to ' || CAST(latest AS VARCHAR) || ')' END
        END,
        CASE
            WHEN event_date IS NULL THEN ''
            WHEN event_months = 0 AND event_ahead > 0 THEN '; child due on ' || CAST(event_date AS VARCHAR)
            WHEN event_months = 0 THEN '; child born on ' || CAST(event_date AS VARCHAR)
            WHEN event_months < 0 THEN '; child due ' || CAST(-event_months AS VARCHAR) || ' months after '
                || CAST(event_date AS VARCHAR)
            ELSE '; child ' || CAST(event_age AS VARCHAR) || age_en || ' old on ' || CAST(event_date AS VARCHAR)
        END,
        '; expected to contribute ', worth, ' in the next 12 months; potential ', score, ' of 100',
        CASE WHEN most_en IS NULL THEN '' ELSE ', most of it from ' || most_en || ' (' || most || ')' END, '.'
    ) AS reason_en
FROM figure
