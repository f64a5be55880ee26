-- Cases per coordinator, of all open cases whatever the population. A unit is a coordinator.

CREATE TEMP TABLE held_by AS
SELECT folded(r.caseworker) AS caseworker, count(*) AS cases,
       min(birth_date IS NOT NULL AND birth_date <= day AND
           min(date(birth_date, 'start of month', '+30 years', (strftime('%d', birth_date) - 1) || ' days'),
               date(birth_date, 'start of month', '+30 years', '+1 month', '-1 day')) > day) AS young
FROM open_case c JOIN role_held r USING (case_ref) JOIN span
WHERE role = 'coordinator' AND stands
  AND start = (SELECT max(start) FROM role_held o WHERE o.case_ref = r.case_ref AND o.role = 'coordinator' AND o.stands)
GROUP BY 1;
INSERT INTO said SELECT 'caseload.mean', NULL, caseworker, cases FROM held_by;
INSERT INTO said
SELECT 'caseload.recommended', CASE WHEN young THEN 'young' ELSE 'adults' END, caseworker, cases FROM held_by;
