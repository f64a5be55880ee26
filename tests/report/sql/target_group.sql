-- Who the people are: seniority, kinds of challenge, track.

INSERT INTO said SELECT 'seniority.mean', NULL, case_ref, months / 12.0 FROM lt WHERE since IS NOT NULL;
INSERT INTO said SELECT 'seniority.over_10', NULL, case_ref, years >= 10 FROM lt;
INSERT INTO said
SELECT 'seniority.long_term', NULL, case_ref, years >= 5 FROM open_case WHERE target_group = 'activity_ready';

INSERT INTO said SELECT 'challenges.several', NULL, case_ref, kinds >= 2 FROM lt WHERE kinds >= 1;
INSERT INTO said SELECT 'challenges.four_or_more', NULL, case_ref, kinds >= 4 FROM lt WHERE kinds >= 1;

INSERT INTO said
WITH kind(code) AS (VALUES ('physical'), ('mental'), ('family'), ('substance_abuse'), ('social'), ('language'),
                           ('literacy'), ('other'))
SELECT 'challenges.by_kind', code, case_ref, instr('|' || challenges || '|', '|' || code || '|') > 0 FROM lt JOIN kind;

INSERT INTO said
WITH unstable AS (
    SELECT case_ref FROM absence WHERE recent
    UNION SELECT case_ref FROM talk JOIN span WHERE status = 'no_show' AND date > after_24
    UNION SELECT case_ref FROM offer JOIN span WHERE outcome = 'interrupted' AND "end" > after_24 AND "end" <= day
    UNION SELECT case_ref FROM note
          WHERE template = 'offer_follow_up' AND recent
            AND json_extract(answers, '$.attendance') IN ('much_absence', 'stopped')
)
SELECT 'challenges.unstable_by_count', CASE WHEN kinds >= 4 THEN '4+' ELSE '' || kinds END, case_ref,
       case_ref IN unstable
FROM lt WHERE kinds >= 1;

INSERT INTO said
WITH known(code) AS (VALUES ('job'), ('rehabilitation'), ('exempt'))
SELECT 'track', code, case_ref, track = code FROM lt JOIN known;
