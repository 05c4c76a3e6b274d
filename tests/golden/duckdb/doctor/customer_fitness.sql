-- grain: the brand: its records and persons, how they can be recognised, and how they have bought
-- reads: person, known_customer, identifier, history
WITH told AS (
    SELECT p.customer_no,
        max(CASE WHEN i.kind = 'phone' THEN 1 ELSE 0 END) AS phone,
        max(CASE WHEN i.kind = 'email' THEN 1 ELSE 0 END) AS email
    FROM identifier AS i
    JOIN person AS p ON p.source = i.source AND p.customer_key = i.customer_key
    WHERE p.known = 1
    GROUP BY p.customer_no
),
named AS (
    SELECT count(*) AS recognisable, coalesce(sum(phone), 0) AS phones, coalesce(sum(email), 0) AS emails FROM told
),
met AS (
    SELECT customer_no, count(*) AS records FROM person WHERE known = 1 GROUP BY customer_no
),
joined AS (
    SELECT coalesce(sum(records), 0) AS records,
        coalesce(sum(CASE WHEN records > 1 THEN 1 ELSE 0 END), 0) AS joined
    FROM met
),
everybody AS (
    SELECT count(*) AS customers, coalesce(sum(registered), 0) AS registered FROM known_customer
),
bought AS (
    SELECT max(first_ago) AS span FROM history
),
buyer AS (
    SELECT count(*) AS buyers,
        coalesce(sum(h.orders), 0) AS purchases,
        coalesce(sum(CASE WHEN h.orders > 1 THEN 1 ELSE 0 END), 0) AS repeaters,
        coalesce(sum(CASE WHEN h.revenue_12m > 0 THEN 1 ELSE 0 END), 0) AS active,
        coalesce(sum(CASE WHEN h.orders >= 2 AND h.first_ago >= 90 THEN 1 ELSE 0 END), 0) AS comparable,
        coalesce(sum(CASE WHEN h.first_ago > 0.9 * b.span THEN 1 ELSE 0 END), 0) AS early,
        max(h.first_ago) AS span, min(h.first_ago) AS newest,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY CAST(h.orders AS DOUBLE)) AS usual
    FROM history AS h
    CROSS JOIN bought AS b
    WHERE h.orders > 0
)
SELECT j.records, j.joined, n.recognisable, n.phones, n.emails, e.customers, e.registered,
    b.buyers, b.purchases, b.repeaters, b.active, b.comparable, b.early, b.span, b.newest, b.usual
FROM joined AS j
CROSS JOIN named AS n
CROSS JOIN everybody AS e
CROSS JOIN buyer AS b
