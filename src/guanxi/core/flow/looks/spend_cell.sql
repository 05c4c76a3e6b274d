-- grain: one pair of repeat purchases and their mean money in cents, with the persons drawn for the fit who share it
-- reads: history
WITH repeater AS (
    SELECT orders - 1 AS x,
        CAST(floor(CAST(purchase_money - first_money AS DOUBLE) / nullif(orders - 1, 0) * 100 + 0.5) AS BIGINT) AS cents
    FROM history
    WHERE orders > 1 AND customer_no % $every = 0
)
SELECT x, cents, count(*) AS persons
FROM repeater
WHERE cents > 0
GROUP BY x, cents
