-- Conversations in 24 months, what they were about, and days on which the person stayed away.

INSERT INTO said
SELECT 'contact.enough', NULL, lt.case_ref, count(talk.date) >= 8
FROM lt JOIN span LEFT JOIN talk ON talk.case_ref = lt.case_ref AND counts AND date > after_24 GROUP BY lt.case_ref;
INSERT INTO said
SELECT 'contact.mean', NULL, lt.case_ref, count(talk.date)
FROM lt JOIN span LEFT JOIN talk ON talk.case_ref = lt.case_ref AND counts AND date > after_24 GROUP BY lt.case_ref;

CREATE TEMP TABLE saying AS
SELECT n.id, n.case_ref,
       max(question IN ('wishes', 'openings', 'job_goals', 'resources')) AS job,
       max(question = 'barriers') AND NOT max(question IN ('wishes', 'openings', 'job_goals', 'resources', 'sub_goals'))
           AS only_barriers
FROM note n JOIN (
    SELECT id, question FROM told
    UNION SELECT id, question FROM answered WHERE question NOT IN
        ('wishes', 'openings', 'job_goals', 'resources', 'sub_goals', 'barriers', 'progress', 'words', 'agreements')
) USING (id)
WHERE template = 'conversation' AND recent
GROUP BY n.id
HAVING max(substr(question, 1, 1) <> '_' AND question NOT IN
           ('form', 'took_part', 'kind', 'next_date', 'next_kind', 'moved', 'instead'));
INSERT INTO said SELECT 'contact.job_focus', NULL, case_ref, max(job) FROM lt JOIN saying USING (case_ref) GROUP BY 3;
INSERT INTO said
SELECT 'contact.barriers_dominate', NULL, case_ref, 2 * sum(only_barriers) > count(*)
FROM lt JOIN saying USING (case_ref) GROUP BY 3;

INSERT INTO said
SELECT 'contact.absence', NULL, case_ref, case_ref IN
       (SELECT case_ref FROM absence WHERE recent
        UNION SELECT case_ref FROM talk JOIN span WHERE status = 'no_show' AND date > after_24) FROM lt;
INSERT INTO said
SELECT 'contact.absence_contacted', NULL, case_ref,
       max(coalesce(contact_attempts, 0) >= 1)
       OR max(EXISTS (SELECT 1 FROM talk c WHERE c.case_ref = a.case_ref AND status = 'held'
                      AND c.date > a.date AND c.date <= date(a.date, '+30 days')))
       OR max(EXISTS (SELECT 1 FROM structured n JOIN told w USING (id)
                      WHERE n.case_ref = a.case_ref AND template = 'absence' AND n.recent AND question = 'attempts'))
FROM lt JOIN absence a USING (case_ref) WHERE recent GROUP BY 3;
INSERT INTO said
SELECT 'contact.absence_sanctioned', NULL, case_ref, max(decision = 'sanction')
FROM lt JOIN absence USING (case_ref) WHERE recent AND decision IN ('none', 'sanction') GROUP BY 3;
