-- grain: a figure of the statement: how many people have a part in it, and what their parts come to
-- reads: equity_person
SELECT count(*) AS people, coalesce(sum(CAST({line} AS DOUBLE)), 0) AS total
FROM equity_person
WHERE {line} <> 0 AND {group}
