-- grain: one kind of persons without a purchase: what they brought a head and day after past origins; empty: no past
-- reads: prospect, outcome
--
-- Kinds are pulled toward coarser ones (all; registered and since; and active; and child), as if these added 100 heads.
-- high: what one in twenty of the registered or not, known as long, exceeded in a horizon, a day.
WITH seen AS (
    SELECT p.registered, p.since, p.active, p.child, CAST(p.horizon AS DOUBLE) AS days,
        coalesce(o.purchases, 0) AS purchases, greatest(coalesce(o.revenue, 0), 0) AS revenue
    FROM prospect AS p
    LEFT JOIN outcome AS o ON o.origin_no = p.origin_no AND o.customer_no = p.customer_no
    WHERE p.origin_no > 0
),
past AS (
    SELECT registered, since, active, child, CAST(count(*) AS DOUBLE) AS heads,
        sum(days) AS days, sum(purchases) AS purchases,
        CAST(sum(CAST(least(revenue, 100000000000) AS DECIMAL(22, 4))) AS DOUBLE) AS revenue
    FROM seen
    GROUP BY registered, since, active, child
),
kind AS (
    SELECT k.registered, k.since, k.active, k.child, coalesce(s.heads, 0) AS heads, coalesce(s.days, 0) AS days,
        coalesce(s.purchases, 0) AS purchases, coalesce(s.revenue, 0) AS revenue
    FROM (SELECT DISTINCT registered, since, active, child FROM prospect) AS k
    LEFT JOIN past AS s
        ON s.registered = k.registered AND s.since = k.since AND s.active = k.active AND s.child = k.child
),
summed AS (
    SELECT *,
        sum(days) OVER () AS days_0, sum(purchases) OVER () AS purchases_0, sum(revenue) OVER () AS revenue_0,
        sum(heads) OVER (PARTITION BY registered, since) AS heads_1,
        sum(days) OVER (PARTITION BY registered, since) AS days_1,
        sum(purchases) OVER (PARTITION BY registered, since) AS purchases_1,
        sum(revenue) OVER (PARTITION BY registered, since) AS revenue_1,
        sum(heads) OVER (PARTITION BY registered, since, active) AS heads_2,
        sum(days) OVER (PARTITION BY registered, since, active) AS days_2,
        sum(purchases) OVER (PARTITION BY registered, since, active) AS purchases_2,
        sum(revenue) OVER (PARTITION BY registered, since, active) AS revenue_2
    FROM kind
),
first_pull AS (
    SELECT *, heads_1 / nullif(heads_1 + 100, 0) AS own_1, heads_2 / nullif(heads_2 + 100, 0) AS own_2, heads / nullif(heads + 100, 0) AS own_3,
        purchases_0 / nullif(days_0, 0) AS purchases_of_all, revenue_0 / nullif(days_0, 0) AS revenue_of_all
    FROM summed
),
second_pull AS (
    SELECT *,
        coalesce(own_1 * purchases_1 / nullif(days_1, 0), 0) + (1 - own_1) * purchases_of_all AS purchases_by_1,
        coalesce(own_1 * revenue_1 / nullif(days_1, 0), 0) + (1 - own_1) * revenue_of_all AS revenue_by_1
    FROM first_pull
),
third_pull AS (
    SELECT *,
        coalesce(own_2 * purchases_2 / nullif(days_2, 0), 0) + (1 - own_2) * purchases_by_1 AS purchases_by_2,
        coalesce(own_2 * revenue_2 / nullif(days_2, 0), 0) + (1 - own_2) * revenue_by_1 AS revenue_by_2
    FROM second_pull
),
most AS (
    SELECT registered, since, percentile_cont(0.95) WITHIN GROUP (ORDER BY revenue / nullif(days, 0)) AS high
    FROM seen
    GROUP BY registered, since
)
SELECT k.registered, k.since, k.active, k.child, k.heads,
    coalesce(own_3 * purchases / nullif(days, 0), 0) + (1 - own_3) * purchases_by_2 AS purchases,
    coalesce(own_3 * revenue / nullif(days, 0), 0) + (1 - own_3) * revenue_by_2 AS revenue, coalesce(m.high, 0) AS high
FROM third_pull AS k
LEFT JOIN most AS m ON m.registered = k.registered AND m.since = k.since
