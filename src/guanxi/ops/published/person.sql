-- grain: the person, as the run appraised her
-- reads: appraisal
SELECT * FROM appraisal WHERE customer_id = $customer_id
