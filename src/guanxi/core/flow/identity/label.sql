-- grain: one linked record with the smallest record known to be the same person, at first itself
-- reads: linked_record
SELECT record_no, record_no AS label FROM linked_record
