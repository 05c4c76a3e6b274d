-- grain: one product with the good that it is
-- reads: drawn_product, good
WITH known AS (
    SELECT DISTINCT product_id, item, label FROM drawn_product
)
SELECT k.product_id, min(g.input) AS input
FROM known AS k
JOIN good AS g ON g.item = k.item AND g.label = k.label
GROUP BY k.product_id
