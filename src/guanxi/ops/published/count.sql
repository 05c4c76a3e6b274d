-- grain: everybody the filter lets through
-- reads: listed, called, bought
SELECT count(*) AS people FROM listed WHERE {wanted}
