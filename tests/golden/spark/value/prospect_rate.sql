/* grain: one kind of persons without a purchase: what they brought a head and day after past origins; empty: no past */
/* reads: prospect, outcome */
/* Kinds are pulled toward coarser ones (all; registered and since; and active; and child), as if these added 100 heads. */
/* high: what one in twenty of the registered or not, known as long, exceeded in a horizon, a day. */
WITH seen AS (
  SELECT
    p.registered,
    p.since,
    p.active,
    p.child,
    CAST(p.horizon AS DOUBLE) AS days,
    COALESCE(o.purchases, 0) AS purchases,
    GREATEST(COALESCE(o.revenue, 0), 0) AS revenue
  FROM prospect AS p
  LEFT JOIN outcome AS o
    ON o.origin_no = p.origin_no AND o.customer_no = p.customer_no
  WHERE
    p.origin_no > 0
), past AS (
  SELECT
    registered,
    since,
    active,
    child,
    CAST(COUNT(*) AS DOUBLE) AS heads,
    SUM(days) AS days,
    SUM(purchases) AS purchases,
    CAST(SUM(CAST(LEAST(revenue, 100000000000) AS DECIMAL(22, 4))) AS DOUBLE) AS revenue
  FROM seen
  GROUP BY
    registered,
    since,
    active,
    child
), kind AS (
  SELECT
    k.registered,
    k.since,
    k.active,
    k.child,
    COALESCE(s.heads, 0) AS heads,
    COALESCE(s.days, 0) AS days,
    COALESCE(s.purchases, 0) AS purchases,
    COALESCE(s.revenue, 0) AS revenue
  FROM (
    SELECT DISTINCT
      registered,
      since,
      active,
      child
    FROM prospect
  ) AS k
  LEFT JOIN past AS s
    ON s.registered = k.registered
    AND s.since = k.since
    AND s.active = k.active
    AND s.child = k.child
), summed AS (
  SELECT
    *,
    SUM(days) OVER () AS days_0,
    SUM(purchases) OVER () AS purchases_0,
    SUM(revenue) OVER () AS revenue_0,
    SUM(heads) OVER (PARTITION BY registered, since) AS heads_1,
    SUM(days) OVER (PARTITION BY registered, since) AS days_1,
    SUM(purchases) OVER (PARTITION BY registered, since) AS purchases_1,
    SUM(revenue) OVER (PARTITION BY registered, since) AS revenue_1,
    SUM(heads) OVER (PARTITION BY registered, since, active) AS heads_2,
    SUM(days) OVER (PARTITION BY registered, since, active) AS days_2,
    SUM(purchases) OVER (PARTITION BY registered, since, active) AS purchases_2,
    SUM(revenue) OVER (PARTITION BY registered, since, active) AS revenue_2
  FROM kind
), first_pull AS (
  SELECT
    *,
    CAST(heads_1 AS DOUBLE) / NULLIF(heads_1 + 100, 0) AS own_1,
    CAST(heads_2 AS DOUBLE) / NULLIF(heads_2 + 100, 0) AS own_2,
    CAST(heads AS DOUBLE) / NULLIF(heads + 100, 0) AS own_3,
    CAST(purchases_0 AS DOUBLE) / NULLIF(days_0, 0) AS purchases_of_all,
    CAST(revenue_0 AS DOUBLE) / NULLIF(days_0, 0) AS revenue_of_all
  FROM summed
), second_pull AS (
  SELECT
    *,
    COALESCE(CAST(own_1 * purchases_1 AS DOUBLE) / NULLIF(days_1, 0), 0) + (
      1 - own_1
    ) * purchases_of_all AS purchases_by_1,
    COALESCE(CAST(own_1 * revenue_1 AS DOUBLE) / NULLIF(days_1, 0), 0) + (
      1 - own_1
    ) * revenue_of_all AS revenue_by_1
  FROM first_pull
), third_pull AS (
  SELECT
    *,
    COALESCE(CAST(own_2 * purchases_2 AS DOUBLE) / NULLIF(days_2, 0), 0) + (
      1 - own_2
    ) * purchases_by_1 AS purchases_by_2,
    COALESCE(CAST(own_2 * revenue_2 AS DOUBLE) / NULLIF(days_2, 0), 0) + (
      1 - own_2
    ) * revenue_by_1 AS revenue_by_2
  FROM second_pull
), most AS (
  SELECT
    registered,
    since,
    PERCENTILE(CAST(revenue AS DOUBLE) / NULLIF(days, 0), 0.95) AS high
  FROM seen
  GROUP BY
    registered,
    since
)
SELECT
  k.registered,
  k.since,
  k.active,
  k.child,
  k.heads,
  COALESCE(CAST(own_3 * purchases AS DOUBLE) / NULLIF(days, 0), 0) + (
    1 - own_3
  ) * purchases_by_2 AS purchases,
  COALESCE(CAST(own_3 * revenue AS DOUBLE) / NULLIF(days, 0), 0) + (
    1 - own_3
  ) * revenue_by_2 AS revenue,
  COALESCE(m.high, 0) AS high
FROM third_pull AS k
LEFT JOIN most AS m
  ON m.registered = k.registered AND m.since = k.since
