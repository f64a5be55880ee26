-- Goals, plan reviews and the CV.

CREATE TEMP TABLE planned AS
SELECT * FROM lt
WHERE case_ref IN (SELECT case_ref FROM goal) OR case_ref IN (SELECT case_ref FROM note WHERE template = 'plan_review');

INSERT INTO said
SELECT 'plan.job_goal', NULL, case_ref, case_ref IN (SELECT case_ref FROM goal WHERE kind = 'job' AND is_open)
FROM planned;
INSERT INTO said
SELECT 'plan.job_goal_concrete', NULL, case_ref, max(concrete(title))
FROM lt JOIN goal USING (case_ref) WHERE kind = 'job' AND is_open GROUP BY 3;
INSERT INTO said
SELECT 'plan.sub_goal', NULL, case_ref, case_ref IN (SELECT case_ref FROM goal WHERE kind = 'sub' AND is_open)
FROM planned;
INSERT INTO said
SELECT 'plan.updated', NULL, case_ref,
       EXISTS (SELECT 1 FROM goal g WHERE g.case_ref = p.case_ref
               AND (set_on > after_24 OR (reached > after_24 AND reached <= day)))
       OR EXISTS (SELECT 1 FROM note n WHERE n.case_ref = p.case_ref AND template = 'plan_review' AND recent)
FROM planned p JOIN span;
INSERT INTO said
SELECT 'plan.linked', NULL, case_ref,
       max(EXISTS (SELECT 1 FROM told a WHERE a.id = n.id
                   AND question = CASE template WHEN 'plan_review' THEN 'link' ELSE 'nearer_job' END))
FROM lt JOIN structured n USING (case_ref) WHERE recent AND template IN ('plan_review', 'offer_start') GROUP BY 3;
INSERT INTO said
SELECT 'plan.cv', NULL, case_ref, coalesce(cv_registered <= day, 0) FROM lt JOIN span;
