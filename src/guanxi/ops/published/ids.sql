-- grain: one person the filter lets through, of a stretch of numbers
-- reads: listed, called, bought
SELECT customer_id FROM listed WHERE {wanted} AND no > $start AND no <= $stop ORDER BY no
