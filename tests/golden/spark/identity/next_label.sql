/* grain: one linked record with its next label, two hooks on (pointer jumping halves what is left of the way) */
/* reads: label, hook */
SELECT
  l.record_no,
  far.target AS label
FROM label AS l
JOIN hook AS near
  ON near.root = l.label
JOIN hook AS far
  ON far.root = near.target
