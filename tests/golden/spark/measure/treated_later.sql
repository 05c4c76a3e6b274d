/* grain: one person left alone by one experiment whom another then drew to be treated: days until the first that did */
/* reads: enrolled */
SELECT
  e.experiment_id,
  e.customer_id,
  MIN(l.day - e.day) AS treated_after
FROM enrolled AS e
JOIN enrolled AS l
  ON l.customer_id = e.customer_id
  AND l.experiment_id <> e.experiment_id
  AND l.day >= e.day
WHERE
  e.control = 1 AND l.control = 0
GROUP BY
  e.experiment_id,
  e.customer_id
