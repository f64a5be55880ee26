-- Across departments and sectors, and medical statements, in 24 months.

CREATE TEMP TABLE at_one_table AS
SELECT case_ref, date > after_24 AS recent FROM talk JOIN span WHERE kind = 'round_table' AND status = 'held'
UNION ALL SELECT case_ref, recent FROM note WHERE template = 'round_table';

INSERT INTO said
SELECT 'coordination.any', NULL, case_ref, case_ref IN
       (SELECT case_ref FROM joint WHERE recent UNION SELECT case_ref FROM at_one_table WHERE recent) FROM lt;
INSERT INTO said
SELECT 'coordination.cross_sector', NULL, case_ref, case_ref IN
       (SELECT case_ref FROM joint WHERE recent AND form = 'measure') FROM lt;
INSERT INTO said
SELECT 'coordination.meetings', NULL, case_ref, case_ref IN
       (SELECT case_ref FROM joint WHERE recent AND form = 'meeting') FROM lt;
INSERT INTO said
SELECT 'coordination.round_table', NULL, case_ref, case_ref IN
       (SELECT case_ref FROM joint WHERE recent AND form = 'round_table'
        UNION SELECT case_ref FROM at_one_table WHERE recent) FROM lt;

INSERT INTO said
WITH counted AS (
    SELECT case_ref, count(received) AS got
    FROM lt LEFT JOIN (SELECT * FROM statement WHERE got_recently) USING (case_ref) GROUP BY case_ref
), size(code, low, high) AS (VALUES ('0', 0, 0), ('1-2', 1, 2), ('3+', 3, 9999))
SELECT 'statements.count', code, case_ref, got BETWEEN low AND high FROM counted JOIN size
UNION ALL SELECT 'statements.mean', NULL, case_ref, got FROM counted;

INSERT INTO said
SELECT 'statements.clear_order', NULL, case_ref, purpose IS NOT NULL AND NOT closed(question) AND NOT asks_work(question)
FROM lt JOIN statement USING (case_ref) WHERE asked_recently AND question IS NOT NULL;
INSERT INTO said
WITH told AS (
    SELECT note.*, CASE WHEN json_type(answers, '$.statement') = 'text'
                        THEN nullif(trim(json_extract(answers, '$.statement'), white), '') END AS named
    FROM note JOIN span
)
SELECT 'statements.used', NULL, case_ref, EXISTS (
    SELECT 1 FROM told n JOIN span
    WHERE n.case_ref = s.case_ref AND n.date >= received
      AND (template IN ('exemption_review', 'plan_review', 'clarification')
           OR template = 'statement_received' AND (
               named IS NULL
               OR substr(named, 1, length(type)) = type AND substr(named, -10) = ordered
                  AND length(named) > length(type) + 10
                  AND trim(substr(named, length(type) + 1, length(named) - length(type) - 10), white) = '')))
FROM lt JOIN statement s USING (case_ref) WHERE got_recently;
