/* grain: one label in use, with the smallest label that any of its records meets */
/* reads: label, link */
WITH met AS (
  SELECT
    k.identifier_no,
    MIN(l.label) AS label
  FROM link AS k
  JOIN label AS l
    ON l.record_no = k.record_no
  GROUP BY
    k.identifier_no
)
SELECT
  own.label AS root,
  MIN(met.label) AS target
FROM link AS k
JOIN label AS own
  ON own.record_no = k.record_no
JOIN met
  ON met.identifier_no = k.identifier_no
GROUP BY
  own.label
