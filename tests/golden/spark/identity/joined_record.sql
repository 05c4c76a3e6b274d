/* grain: one linked record, with its person's anchor record and what joined it */
/* reads: linked_record, label */
SELECT
  r.source,
  r.customer_key,
  r.evidence,
  a.source AS anchor_source,
  a.customer_key AS anchor_key
FROM linked_record AS r
JOIN label AS l
  ON l.record_no = r.record_no
JOIN linked_record AS a
  ON a.record_no = l.label
