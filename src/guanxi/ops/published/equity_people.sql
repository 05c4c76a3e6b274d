-- grain: one person with a part in a figure of the statement, the largest part first, beyond a place in that order
-- reads: equity_person
SELECT customer_id, quadrant, years, channel, flow, opening, closing, CAST({line} AS DOUBLE) AS part,
    abs(CAST({line} AS DOUBLE)) AS size
FROM equity_person
WHERE {line} <> 0 AND {group} AND ($size IS NULL OR abs({line}) < $size OR (abs({line}) = $size AND customer_id > $after))
ORDER BY abs({line}) DESC, customer_id
LIMIT $most
