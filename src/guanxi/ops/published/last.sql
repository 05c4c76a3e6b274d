-- grain: the run: the last number of a person, 0 where there is nobody
-- reads: listed
SELECT coalesce(max(no), 0) AS no FROM listed
