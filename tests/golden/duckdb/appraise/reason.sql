-- grain: one known person with the reasons in one sentence each; whole numbers only
-- reads: look
WITH figure AS (
    SELECT customer_no, orders, next_category, stage, wallet,
        '¥' || CAST(CAST(floor(greatest(revenue_12m, 0) + 0.5) AS BIGINT) AS VARCHAR) AS spent,
        CAST(CAST(floor(100 * wallet_share + 0.5) AS BIGINT) AS VARCHAR) AS share,
        '¥' || CAST(CAST(floor(headroom + 0.5) AS BIGINT) AS VARCHAR) AS room,
        '¥' || CAST(CAST(floor(value_12m + 0.5) AS BIGINT) AS VARCHAR) AS worth,
        CASE
            WHEN stage = 'suspect' THEN '潜在'
            WHEN stage = 'prospect' THEN '意向'
            WHEN stage = 'new' THEN '新客'
            WHEN stage = 'growing' THEN '成长'
            WHEN stage = 'mature' THEN '成熟'
            WHEN stage = 'declining' THEN '衰退'
            WHEN stage = 'dormant' THEN '沉睡'
            ELSE '流失'
        END AS stage_zh
    FROM look
)
SELECT customer_no,
    CASE WHEN orders = 0 THEN '尚未购买' ELSE '近12个月消费' || spent END
        || CASE
            WHEN wallet IS NULL THEN '，钱包大小未知'
            ELSE '，约占其品类消费的' || share || '%，还有约' || room || '的空间'
        END
        || CASE WHEN next_category IS NULL THEN '' ELSE '；下一个品类最可能是“' || next_category || '”' END
        || '；处于' || stage_zh || '期，预计未来12个月贡献' || worth || '。' AS reason_zh,
    CASE WHEN orders = 0 THEN 'Has not bought yet' ELSE 'Spent ' || spent || ' in 12 months' END
        || CASE
            WHEN wallet IS NULL THEN '; wallet unknown'
            ELSE ', about ' || share || '% of their wallet, with room for ' || room || ' more'
        END
        || CASE WHEN next_category IS NULL THEN '' ELSE '; next category most likely ' || next_category END
        || '; stage: ' || stage || '; expected to contribute ' || worth || ' in the next 12 months.' AS reason_en
FROM figure
