-- Who has had the case in 24 months.

INSERT INTO said
WITH counted AS (
    SELECT case_ref, count(DISTINCT folded(caseworker)) AS people
    FROM lt JOIN role_held USING (case_ref) WHERE role = 'coordinator' AND recent GROUP BY case_ref
), size(code) AS (VALUES ('1'), ('2'), ('3'), ('4'), ('5+'))
SELECT 'continuity.caseworkers', code, case_ref, CASE WHEN people >= 5 THEN '5+' ELSE '' || people END = code
FROM counted JOIN size;
INSERT INTO said
SELECT 'continuity.broker', NULL, case_ref,
       case_ref IN (SELECT case_ref FROM role_held WHERE role = 'broker' AND recent) FROM lt;
INSERT INTO said
SELECT 'continuity.mentor', NULL, case_ref, case_ref IN (SELECT case_ref FROM mentor WHERE recent) FROM lt;
