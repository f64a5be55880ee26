-- What stands on the day: who is in the population, which records exist, what the notes answer.
-- Reads the tables of a caseload and asof(day, everyone, divided_by), which the test fills. add_months clamps to the month's
-- last day, where SQLite's own months run over into the next month: hence the min of the two.

CREATE TEMP TABLE span AS
SELECT day, everyone, divided_by,
       min(date(day, 'start of month', '-24 months', (strftime('%d', day) - 1) || ' days'),
           date(day, 'start of month', '-23 months', '-1 day')) AS after_24,
       min(date(day, 'start of month', '-12 months', (strftime('%d', day) - 1) || ' days'),
           date(day, 'start of month', '-11 months', '-1 day')) AS after_12,
       char(9, 10, 11, 12, 13, 32, 133, 160) AS white
FROM asof;

-- Seniority: a benefit that begins more than 35 days after all before it have ended begins a new chain.
CREATE TEMP TABLE chain AS
WITH begun AS (
    SELECT case_ref, start, coalesce("end", '9999-12-31') AS last,
           max(coalesce("end", '9999-12-31')) OVER (
               PARTITION BY case_ref ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_before
    FROM benefits, span WHERE start <= day
)
SELECT case_ref,
       max(CASE WHEN last_before IS NULL OR julianday(start) - julianday(last_before) - 1 > 35 THEN start END) AS since,
       max(last) AS last
FROM begun GROUP BY case_ref;

CREATE TEMP TABLE open_case AS
WITH counted AS (
    SELECT c.*, CASE WHEN h.case_ref IS NULL THEN c.opened
                     WHEN julianday(day) - julianday(h.last) <= 35 THEN h.since END AS since
    FROM cases c JOIN span LEFT JOIN chain h USING (case_ref)
    WHERE c.opened <= day AND (c.closed IS NULL OR c.closed > day)
), aged AS (
    SELECT counted.*,
           12 * (strftime('%Y', day) - strftime('%Y', since)) + strftime('%m', day) - strftime('%m', since)
           - (min(strftime('%d', since), strftime('%d', day, 'start of month', '+1 month', '-1 day'))
              > strftime('%d', day)) AS months
    FROM counted JOIN span
)
SELECT case_ref, target_group, track, gender, opened, challenges, cv_registered, since, months,
       coalesce(months, 0) / 12 AS years,
       CASE WHEN challenges = '' THEN 0 ELSE 1 + length(challenges) - length(replace(challenges, '|', '')) END AS kinds,
       coalesce(birth_date, born(cpr)) AS birth_date
FROM aged;

CREATE TEMP TABLE lt AS SELECT open_case.* FROM open_case JOIN span WHERE everyone OR years >= 5;

-- Records begun or dated by the day that nobody has withdrawn.
CREATE TEMP TABLE talk AS
SELECT case_ref, date, kind, status, status = 'held' AND kind IN ('job', 'follow_up', 'round_table') AS counts
FROM conversations JOIN span WHERE date <= day AND withdrawn IS NULL;

CREATE TEMP TABLE offer AS
SELECT case_ref, type, start, min(coalesce("end", day), day) AS last, "end", outcome, goal,
       "end" IS NULL OR "end" > after_24 AS recent,
       type IN ('work_placement', 'wage_subsidy') AS company
FROM offers JOIN span
WHERE start <= day AND withdrawn IS NULL AND type <> 'mentor' AND coalesce(outcome, '') <> 'cancelled';

CREATE TEMP TABLE exempt AS
SELECT case_ref, scope, start, "end", min(coalesce("end", day), day) AS last, reason, explanation,
       "end" IS NULL OR "end" > after_24 AS recent, "end" IS NULL OR "end" >= day AS stands,
       lag(explanation) OVER (PARTITION BY case_ref, scope ORDER BY start) AS said_before
FROM exemptions JOIN span WHERE start <= day AND withdrawn IS NULL;

CREATE TEMP TABLE role_held AS
SELECT case_ref, role, start, caseworker, min(coalesce("end", day), day) AS last,
       "end" IS NULL OR "end" > after_24 AS recent, "end" IS NULL OR "end" >= day AS stands
FROM assignments JOIN span WHERE start <= day AND withdrawn IS NULL;

CREATE TEMP TABLE mentor AS
SELECT case_ref, start, last, recent FROM role_held WHERE role = 'mentor'
UNION ALL
SELECT case_ref, start, min(coalesce("end", day), day), "end" IS NULL OR "end" > after_24
FROM offers JOIN span
WHERE type = 'mentor' AND start <= day AND withdrawn IS NULL AND coalesce(outcome, '') <> 'cancelled';

CREATE TEMP TABLE paid AS
SELECT case_ref, month, hours, date(month, '+1 month', '-1 day') AS last FROM paid_work JOIN span WHERE month <= day;

CREATE TEMP TABLE absence AS
SELECT absences.*, date > after_24 AS recent FROM absences JOIN span WHERE date <= day;

CREATE TEMP TABLE statement AS
SELECT case_ref, type, ordered, ordered > after_24 AS asked_recently,
       received <= day AND received > after_24 AS got_recently, received,
       nullif(trim(question, white), '') AS question, nullif(trim(purpose, white), '') AS purpose
FROM statements JOIN span WHERE ordered <= day;

CREATE TEMP TABLE goal AS
SELECT case_ref, kind, title, set_on, reached, reached IS NULL OR reached > day AS is_open
FROM goals JOIN span WHERE set_on <= day;

CREATE TEMP TABLE joint AS
SELECT case_ref, date, form, date > after_24 AS recent FROM coordination JOIN span WHERE date <= day;

CREATE TEMP TABLE note AS
SELECT id, case_ref, date, template, date > after_24 AS recent,
       CASE WHEN json_valid(answers) AND json_type(answers) = 'object' THEN answers ELSE '{}' END AS answers
FROM notes JOIN span WHERE date <= day;
CREATE INDEX temp.note_case ON note (case_ref, template);

-- The questions of a note that are filled: text that is not blank, any number or yes/no, a list or row with such a part.
CREATE TEMP TABLE answered AS
SELECT note.id, e.key AS question
FROM note JOIN span JOIN json_each(note.answers) e
WHERE CASE e.type
    WHEN 'null' THEN 0
    WHEN 'text' THEN trim(e.value, white) <> ''
    WHEN 'true' THEN 1 WHEN 'false' THEN 1 WHEN 'integer' THEN 1 WHEN 'real' THEN 1
    ELSE EXISTS (SELECT 1 FROM json_tree(e.value) part
                 WHERE part.type NOT IN ('null', 'array', 'object')
                   AND (part.type <> 'text' OR trim(part.atom, white) <> '')) END;
CREATE INDEX temp.answered_note ON answered (id, question);

-- Those of them that tell something, taken as words: some part is more than that there is none.
CREATE TEMP TABLE told AS
SELECT DISTINCT note.id, e.key AS question
FROM note JOIN span JOIN json_each(note.answers) e JOIN json_tree(note.answers, '$."' || e.key || '"') part
WHERE part.type NOT IN ('null', 'array', 'object')
  AND (part.type <> 'text' OR trim(folded(part.atom), ' .-') NOT IN
       ('', 'ingen', 'ingen nye', 'intet', 'nej', 'ikke relevant', 'none', 'nothing', 'no'));
CREATE INDEX temp.told_note ON told (id, question);

CREATE TEMP TABLE structured AS
SELECT * FROM note WHERE id IN (SELECT id FROM answered WHERE substr(question, 1, 1) <> '_');

-- Each note about offers beside each offer of its case: it names that one, another (0) or none (NULL).
CREATE TEMP TABLE beside AS
WITH named AS (
    SELECT note.*, CASE WHEN json_type(answers, '$.offer') = 'text'
                        THEN nullif(trim(json_extract(answers, '$.offer'), white), '') END AS named
    FROM note JOIN span WHERE template IN ('offer_start', 'offer_follow_up', 'offer_evaluation')
)
SELECT n.id, n.case_ref, n.date, n.template, o.type, o.start, o.last, o."end",
       n.id IN (SELECT id FROM structured) AS structured,
       CASE WHEN named IS NOT NULL THEN
           substr(named, 1, length(o.type)) = o.type AND substr(named, -10) = o.start
           AND length(named) > length(o.type) + 10
           AND trim(substr(named, length(o.type) + 1, length(named) - length(o.type) - 10), white) = '' END AS names
FROM named n JOIN offer o USING (case_ref) JOIN span;

-- The start notes, written question by question, of an offer: they name it, or can mean no other.
CREATE TEMP TABLE begun_note AS
SELECT id, case_ref, type, start FROM beside WHERE template = 'offer_start' AND structured AND names
UNION
SELECT id, case_ref, max(type), max(start) FROM beside
WHERE template = 'offer_start' AND structured AND names IS NULL AND abs(julianday(date) - julianday(start)) <= 14
GROUP BY id, case_ref HAVING count(*) = 1;

-- What the figures say: a row for each unit (of a category, where there are several), value 1 or 0, or the number.
CREATE TEMP TABLE said (figure TEXT, category TEXT, case_ref TEXT, value REAL);
