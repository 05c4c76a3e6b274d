-- grain: the brand: days of history, purchases, their money, buyers, repeat buyers, contribution in one of revenue
-- reads: history
SELECT max(first_ago) AS span, sum(orders) AS purchases, CAST(sum(purchase_money) AS DOUBLE) AS money,
    sum(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS buyers,
    sum(CASE WHEN orders > 1 THEN 1 ELSE 0 END) AS repeaters,
    CASE
        WHEN sum(revenue) > 0 THEN CAST(sum(contribution) AS DOUBLE) / nullif(CAST(sum(revenue) AS DOUBLE), 0)
    END AS margin,
    sum(CASE WHEN orders > 1 THEN orders - 1 ELSE 0 END) AS repeats,
    sum(CASE WHEN orders > 1 THEN first_ago - last_ago ELSE 0 END) AS days
FROM history
