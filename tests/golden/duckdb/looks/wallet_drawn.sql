-- grain: what a drawn person bought in one category within one order, kept by one mask of the last 365 days
-- reads: sale, wallet_mask
--
-- A mask hides a known part of a person's orders or of the person's categories, so that the model can learn what a
-- hidden part looks like. The die is thrown by arithmetic (squares modulo a prime), the same on every engine.
WITH bought AS (
    SELECT s.customer_no, s.days_ago, s.order_id, s.category_no, sum(s.revenue) AS money, sum(s.paid) AS lines
    FROM sale AS s
    JOIN (SELECT DISTINCT customer_no FROM wallet_mask) AS d ON d.customer_no = s.customer_no
    WHERE s.days_ago < 365
    GROUP BY s.customer_no, s.days_ago, s.order_id, s.category_no
),
numbered AS (
    SELECT *, dense_rank() OVER (PARTITION BY customer_no, days_ago ORDER BY order_id) AS order_no FROM bought
),
seeded AS (
    SELECT n.*, m.mask_no, m.orders_kept, m.categories_kept,
        (CAST(m.lot AS BIGINT) * 48271 + m.mask_no * 69621) % 2147483647 AS person_seed
    FROM numbered AS n
    JOIN wallet_mask AS m ON m.customer_no = n.customer_no
),
stirred AS (
    SELECT *, person_seed * person_seed % 2147483647 AS stirred FROM seeded
),
mixed AS (
    SELECT *,
        (stirred + CAST(days_ago + 1 AS BIGINT) * 1103515245 + order_no * 1299709) % 2147483647 AS order_seed,
        (stirred + CAST(category_no AS BIGINT) * 1566083941) % 2147483647 AS category_seed
    FROM stirred
),
thrown AS (
    SELECT *, (order_seed * order_seed % 2147483647) * 16807 % 2147483647 AS order_die,
        (category_seed * category_seed % 2147483647) * 16807 % 2147483647 AS category_die
    FROM mixed
)
SELECT mask_no, customer_no, days_ago, order_id, category_no, money, lines
FROM thrown
WHERE order_die < orders_kept * 2147483647 AND category_die < categories_kept * 2147483647
