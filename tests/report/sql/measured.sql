-- Each figure of each group: its units, its people, its value with the 95 % Wilson interval, or what is missing.
WITH part AS (
    SELECT '' AS dimension, '' AS part UNION SELECT dimension, part FROM grouped
), known AS (
    SELECT DISTINCT need, case_ref IN (SELECT case_ref FROM lt) AS in_lt FROM recorded JOIN open_case USING (case_ref)
), lacking AS (
    SELECT id, kind,
           CASE WHEN NOT EXISTS (SELECT 1 FROM known k WHERE k.need = f.need AND (everyone OR in_lt))
                THEN f.need END AS lacks,
           CASE WHEN NOT EXISTS (SELECT 1 FROM known k WHERE k.need = f.other_need AND (everyone OR in_lt))
                THEN f.other_need END AS lacks_too
    FROM figure f
), whole AS (
    SELECT dimension, part, figure, category, case_ref, value FROM said JOIN grouped USING (case_ref)
    UNION ALL SELECT '', '', figure, category, case_ref, value FROM said WHERE figure LIKE 'caseload.%'
), counted AS (
    SELECT dimension, part, figure, category, count(*) AS n, avg(value) AS mean,
           CASE WHEN figure LIKE 'caseload.%' THEN sum(value) ELSE count(DISTINCT case_ref) END AS people
    FROM whole GROUP BY dimension, part, figure, category
)
SELECT p.dimension, p.part, l.id, l.kind, category, n, people,
       CASE WHEN l.kind IN ('mean', 'range') THEN mean ELSE 100 * mean END AS value,
       CASE WHEN l.kind NOT IN ('mean', 'range') THEN
           100 * (mean + 3.8414588 / 2 / n - 1.95996398 * root(mean * (1 - mean) / n + 3.8414588 / 4 / n / n))
           / (1 + 3.8414588 / n) END AS low,
       CASE WHEN l.kind NOT IN ('mean', 'range') THEN
           100 * (mean + 3.8414588 / 2 / n + 1.95996398 * root(mean * (1 - mean) / n + 3.8414588 / 4 / n / n))
           / (1 + 3.8414588 / n) END AS high,
       CASE WHEN l.id LIKE 'rule_225.%' AND NOT (SELECT day BETWEEN '2016-10-01' AND '2025-06-30' FROM span)
                THEN 'rule_225_not_in_force'
            WHEN lacks IS NOT NULL AND lacks_too IS NOT NULL THEN lacks || ' ' || lacks_too
            WHEN coalesce(lacks, lacks_too) IS NOT NULL THEN coalesce(lacks, lacks_too)
            WHEN n IS NULL THEN 'no_case_in_base' END AS missing
FROM part p JOIN lacking l
LEFT JOIN counted c ON c.dimension = p.dimension AND c.part IS p.part AND c.figure = l.id
ORDER BY p.dimension, p.part, l.id, category
