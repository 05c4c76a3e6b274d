-- grain: one measurement of the data's fitness
-- reads: order_line, category_history, category, interaction_points, engagement_excluded, look
WITH line AS (
    SELECT count(*) AS lines, sum(CASE WHEN customer_key IS NULL THEN 1 ELSE 0 END) AS anonymous
    FROM order_line WHERE ordered_at < $until
),
buyer AS (
    SELECT count(*) AS customers,
        sum(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS buyers,
        sum(CASE WHEN orders > 1 THEN 1 ELSE 0 END) AS repeaters,
        sum(orders) AS purchases,
        max("T") AS span,
        sum(CASE WHEN orders > 0 AND wallet IS NULL THEN 1 ELSE 0 END) AS unknown,
        sum(CASE WHEN next_category IS NOT NULL THEN 1 ELSE 0 END) AS offered,
        sum(CASE WHEN orders > 0 AND revenue_12m > 0 THEN 1 ELSE 0 END) AS active
    FROM look
),
kind AS (
    SELECT sum(CASE WHEN named THEN 1 ELSE 0 END) AS categories FROM category
),
nameless AS (
    SELECT sum(CASE WHEN c.named THEN 0 ELSE h.lines END) AS uncategorised, sum(h.lines) AS lines
    FROM category_history AS h JOIN category AS c ON c.category_no = h.category_no
),
part AS (
    SELECT count(*) AS participants FROM interaction_points WHERE points > 0
),
left_out AS (
    SELECT count(*) AS persons FROM engagement_excluded
)
SELECT 'order_lines' AS measure, CAST(lines AS DOUBLE) AS value, '截至评估日的订单行数' AS note_zh,
    'Order lines up to the date of the appraisal' AS note_en FROM line
UNION ALL SELECT 'anonymous_share' AS measure, CAST(anonymous AS DOUBLE) / nullif(lines, 0) AS value,
    '没有客户编号的订单行占比：这些消费无法归到人' AS note_zh,
    'Share of lines without a customer: nobody can be credited with them' AS note_en FROM line
UNION ALL SELECT 'customers' AS measure, CAST(customers AS DOUBLE) AS value, '已识别的客户数' AS note_zh,
    'Persons known' AS note_en FROM buyer
UNION ALL SELECT 'buyers' AS measure, CAST(buyers AS DOUBLE) AS value, '至少购买过一次的客户' AS note_zh,
    'Persons with at least one purchase' AS note_en FROM buyer
UNION ALL SELECT 'repeat_buyers' AS measure, CAST(repeaters AS DOUBLE) AS value,
    '购买过两次以上的客户：购买节奏模型由他们得出' AS note_zh,
    'Persons who came back: the purchase model learns from them' AS note_en FROM buyer
UNION ALL SELECT 'repeat_share' AS measure, CAST(repeaters AS DOUBLE) / nullif(buyers, 0) AS value,
    '复购客户占购买客户的比例' AS note_zh, 'Share of buyers who came back' AS note_en FROM buyer
UNION ALL SELECT 'active_buyers' AS measure, CAST(active AS DOUBLE) AS value, '最近365天有消费的客户' AS note_zh,
    'Persons with revenue in the last 365 days' AS note_en FROM buyer
UNION ALL SELECT 'purchases' AS measure, CAST(purchases AS DOUBLE) AS value, '购买次数（按客户和日期）' AS note_zh,
    'Purchases: days on which a customer bought' AS note_en FROM buyer
UNION ALL SELECT 'span_days' AS measure, CAST(span AS DOUBLE) AS value,
    '历史跨度（天）：少于一年时年度数字不完整' AS note_zh,
    'Days of history: below a year, yearly figures are incomplete' AS note_en FROM buyer
UNION ALL SELECT 'categories' AS measure, CAST(coalesce(categories, 0) AS DOUBLE) AS value,
    '品类数：至少要有两个才能推荐下一品类' AS note_zh,
    'Categories: next categories need at least two' AS note_en FROM kind
UNION ALL SELECT 'uncategorised_share' AS measure, CAST(uncategorised AS DOUBLE) / nullif(lines, 0) AS value,
    '没有品类的已购订单行占比' AS note_zh, 'Share of bought lines without a category' AS note_en FROM nameless
UNION ALL SELECT 'wallet_unknown_share' AS measure, CAST(unknown AS DOUBLE) / nullif(buyers, 0) AS value,
    '钱包大小未知的购买客户占比：购买太少、太新或可比客户太少' AS note_zh,
    'Share of buyers whose wallet is unknown: too few purchases, too new, or too few comparable persons' AS note_en
    FROM buyer
UNION ALL SELECT 'cross_buy_offered' AS measure, CAST(offered AS DOUBLE) AS value, '有下一品类推荐的客户' AS note_zh,
    'Persons with a next category' AS note_en FROM buyer
UNION ALL SELECT 'participants' AS measure, CAST(participants AS DOUBLE) AS value,
    '有互动记录的客户；为零时参与度由订单推算' AS note_zh,
    'Persons with interactions; where there are none, engagement is read from orders' AS note_en FROM part
UNION ALL SELECT 'engagement_excluded' AS measure, CAST(persons AS DOUBLE) AS value,
    '不计入参与度的账号：员工标签，或机器般的频率（名单见 engagement_excluded 表）' AS note_zh,
    'Accounts whose doings are not counted: tagged staff, or the pace of a machine (table engagement_excluded)' AS note_en
    FROM left_out
