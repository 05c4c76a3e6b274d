-- Every construct of the portable subset (ADR 0002) over the table toy; each query is answered by both engines.

-- name: sums
SELECT k, count(*) AS c, count(n) AS cn, count(DISTINCT i) AS ci, sum(n) AS sn, sum(m) AS sm, min(v) AS lo,
    max(t) AS hi, avg(n) AS an, avg(m) AS am, avg(f) AS af FROM toy GROUP BY k;

-- name: spread
SELECT stddev_samp(n) AS a, var_pop(m) AS b, stddev_pop(f) AS c, var_samp(i) AS d, corr(n, i) AS e, covar_pop(n,
    f) AS f, covar_samp(n, i) AS g FROM toy;

-- name: filter
SELECT k, sum(m) FILTER (WHERE n > 0) AS s, count(*) FILTER (WHERE b) AS c FROM toy GROUP BY ALL;

-- name: truth
SELECT k, bool_or(b) AS o, bool_and(b) AS a FROM toy GROUP BY k HAVING count(*) > 1;

-- name: quantiles
SELECT percentile_cont(0.3) WITHIN GROUP (ORDER BY CAST(m AS DOUBLE)) AS p, percentile_cont(0.9) WITHIN GROUP
    (ORDER BY f) FILTER (WHERE n IS NOT NULL) AS q FROM toy;

-- name: joined text
SELECT k, string_agg(v, '、' ORDER BY v, n) AS s FROM toy GROUP BY k;

-- name: division
SELECT m / nullif(n, 0) AS a, n / nullif(i, 0) AS b, (m + 1) / nullif(m, 0) / 3 AS c, n // 2 AS d, n % 3 AS e,
    sum(m) OVER () / nullif(count(*) OVER (), 0) AS f FROM toy;

-- name: decimals
SELECT m * 3 AS a, m + n AS b, m * m AS c, CAST(m AS DECIMAL(20, 2)) AS d, CAST(m AS DOUBLE) * 0.4 AS e,
    round(m) AS r, abs(m) AS g FROM toy;

-- name: numbers
SELECT abs(f) AS a, CAST(ceil(f) AS BIGINT) AS b, CAST(floor(f) AS DOUBLE) AS c, exp(-abs(f)) AS d, ln(abs(f)) AS e, log10(abs(f)) AS g,
    sqrt(abs(f)) AS h, power(abs(f), 0.5) AS i, CAST(sign(f) AS INTEGER) AS j, greatest(f, n) AS l, least(f, 1) AS o, round(f) AS
    p, CAST(floor(f / 2) AS BIGINT) AS q, CAST(round(f) AS BIGINT) AS r FROM toy;

-- name: text
SELECT length(v) AS a, lower(v) AS b, upper(v) AS c, substr(v, 2, 3) AS d, left(v, 2) AS e, right(v, 2) AS f,
    trim(v) AS g, replace(v, '客', 'k') AS h, starts_with(v, 'x') AS i, contains(v, 'od') AS j, split_part(v,
    '-', 2) AS l, lpad(v, 4, '*') AS o, rpad(v, 4, '*') AS p, concat_ws('|', k, v) AS q, k || '|' || v AS r,
    md5(v) AS s, v LIKE '%_-_%' AS u, v ILIKE '%CODE' AS w, 'it''s \n' AS x FROM toy;

-- name: patterns
SELECT regexp_matches(v, '^[a-z]-\d+$') AS a, regexp_extract(v, '([0-9]+) ([0-9]+)', 2) AS b, regexp_replace(v,
    '[^0-9]', '', 'g') AS c FROM toy;

-- name: numbers as text
SELECT CAST(n AS VARCHAR) AS a, CAST(m AS VARCHAR) AS b, CAST(CAST(round(f) AS BIGINT) AS VARCHAR) AS c, CAST(d
    AS VARCHAR) AS e, CAST('12' AS INTEGER) AS g, CAST('1.5' AS DOUBLE) AS h FROM toy;

-- name: moments
SELECT epoch(t) AS a, epoch_us(t) AS b, date_trunc('month', t) AS c, extract('year' FROM t) AS d, month(t) AS e,
    day(d) AS f, CAST(t AS DATE) AS g, t + INTERVAL 1 DAY AS h, CAST(d AS TIMESTAMP) AS i, (epoch(TIMESTAMP
    '2026-07-01 00:00:00.000000') - epoch(t)) / 86400 AS j, epoch(d) AS l FROM toy;

-- name: days
SELECT date_diff('day', CAST(t AS DATE), DATE '2026-07-01') AS a, date_diff('day', CAST(d AS DATE), CAST(t AS
    DATE)) AS b, CAST(floor(epoch(t) / 86400) AS INTEGER) AS c, t < TIMESTAMP '2026-07-01 00:00:00.000000' AS d,
    d <= DATE '2026-06-30' AS e FROM toy;

-- name: logic
SELECT CASE WHEN n > 0 THEN 'up' WHEN n < 0 THEN 'down' END AS a, if(b, 1, 0) AS b, coalesce(v, k, '?') AS c,
    nullif(v, '') AS d, k IS DISTINCT FROM 'a' AS e, k IS NOT DISTINCT FROM NULL AS f, n BETWEEN 0 AND 7 AS g, k
    IN ('a', 'b') AS h, CAST(b AS INTEGER) AS i, try_cast(v AS INTEGER) AS j FROM toy;

-- name: places
SELECT k, n, row_number() OVER w AS a, rank() OVER w AS b, dense_rank() OVER (ORDER BY k) AS c, percent_rank()
    OVER (ORDER BY f) AS d, cume_dist() OVER (ORDER BY n) AS e, ntile(3) OVER (ORDER BY n, k) AS g, lag(n) OVER
    w AS h, lead(n, 2, -1) OVER w AS i FROM toy WINDOW w AS (PARTITION BY k ORDER BY n DESC, i);

-- name: running sums
SELECT n, sum(n) OVER (ORDER BY n, k ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS a, sum(m) OVER
    (PARTITION BY k) AS b, max(n) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS c, count(*) OVER
    (PARTITION BY k ORDER BY n) AS d FROM toy;

-- name: joins
SELECT t.k, t.n, u.w FROM toy AS t LEFT JOIN (VALUES ('a', 1), ('c', 2), ('d', 3)) AS u(k, w) ON u.k = t.k;

-- name: outer
SELECT coalesce(t.k, u.k) AS k, t.n, u.w FROM toy AS t FULL JOIN (VALUES ('a', 1), ('d', 3)) AS u(k, w) ON u.k =
    t.k;

-- name: using
WITH u AS (SELECT k, sum(n) AS s FROM toy GROUP BY k) SELECT k, n, s FROM toy JOIN u USING (k);

-- name: semi
SELECT n FROM toy SEMI JOIN (VALUES ('a')) AS u(k) ON u.k = toy.k;

-- name: anti
SELECT n FROM toy ANTI JOIN (VALUES ('a')) AS u(k) ON u.k = toy.k;

-- name: exists
SELECT n FROM toy AS one WHERE EXISTS (SELECT 1 FROM toy AS other WHERE other.k = one.k AND other.n < one.n);

-- name: unions
SELECT k FROM toy UNION ALL SELECT v AS k FROM toy UNION ALL (SELECT k FROM toy EXCEPT SELECT v FROM toy);

-- name: star
SELECT * EXCLUDE (v, b) FROM toy WHERE k IS NOT NULL;

-- name: steps
SELECT n, step, n * step AS product FROM toy CROSS JOIN (SELECT unnest([1, 2, 3]) AS step) AS s;

-- name: first rows
SELECT k, n FROM toy ORDER BY n DESC, k LIMIT 3;

-- name: distinct
SELECT DISTINCT k, n > 0 AS up FROM toy;

-- name: nested
WITH a AS (SELECT k, n * 2 AS n2 FROM toy), b AS (SELECT k, max(n2) AS top FROM a GROUP BY k) SELECT a.k, a.n2,
    b.top, (SELECT count(*) FROM toy) AS everyone FROM a JOIN b ON b.k IS NOT DISTINCT FROM a.k;

-- name: symbols
SELECT n AS x, f AS t_x, i AS T FROM toy;

-- name: the row of the greatest
SELECT k, arg_max(v, n) AS a, arg_min(n, n) AS b, max_by(i, n) AS c FROM toy GROUP BY k;

-- name: sets
SELECT k, array_agg(i) AS s FROM toy WHERE i IS NOT NULL GROUP BY k;

-- name: days and months on
SELECT DATE '2026-06-30' + CAST(i AS INTEGER) AS a, CAST(d + i * INTERVAL '1' MONTH AS DATE) AS b FROM toy;
