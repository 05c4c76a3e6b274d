-- grain: one of the first five categories not owned of a person drawn: as offered (own 1), or by number of owners (own 0)
-- reads: cross_buy_offer, category_fact, category, holding
WITH item AS (
    SELECT f.item, c.category, row_number() OVER (ORDER BY f.owners DESC, f.item) AS place
    FROM category_fact AS f
    JOIN category AS c ON c.category_no = f.category_no
),
offered AS (
    SELECT DISTINCT customer_no FROM cross_buy_offer WHERE customer_no % 1 = 0
),
popular AS (
    SELECT o.customer_no, i.category, row_number() OVER (PARTITION BY o.customer_no ORDER BY i.place) AS rank
    FROM offered AS o
    CROSS JOIN item AS i
    LEFT JOIN holding AS h ON h.customer_no = o.customer_no AND h.item = i.item
    WHERE i.place <= 300 AND h.item IS NULL
)
SELECT o.customer_no, 1 AS own, o.rank, i.category, o.probability
FROM cross_buy_offer AS o
JOIN item AS i ON i.item = o.item
WHERE o.customer_no % 1 = 0
UNION ALL
SELECT customer_no, 0 AS own, rank, category, CAST(NULL AS DOUBLE) AS probability FROM popular WHERE rank <= 5
