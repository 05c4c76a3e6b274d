-- grain: one offer of a person drawn: whether it came, and how many categories she bought first in all
-- reads: said_offer, first_purchase
WITH firsts AS (
    SELECT customer_no, count(*) AS firsts FROM first_purchase GROUP BY customer_no
)
SELECT o.customer_no, o.own, o.rank, o.category, o.probability,
    CASE WHEN f.category IS NULL THEN 0 ELSE 1 END AS came, coalesce(n.firsts, 0) AS firsts
FROM said_offer AS o
LEFT JOIN first_purchase AS f ON f.customer_no = o.customer_no AND f.category = o.category
LEFT JOIN firsts AS n ON n.customer_no = o.customer_no
