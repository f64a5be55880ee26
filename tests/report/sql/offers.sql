-- Offers in 24 months: how much, to what end, and whether anybody followed up.

-- The days of the window, one by one, and those of them that an offer (of a company) covers.
CREATE TEMP TABLE in_offer AS
WITH RECURSIVE calendar(one) AS (
    SELECT date(after_24, '+1 day') FROM span UNION ALL SELECT date(one, '+1 day') FROM calendar, span WHERE one < day
)
SELECT case_ref, count(DISTINCT one) AS days, count(DISTINCT CASE WHEN company THEN one END) AS company_days
FROM offer JOIN calendar ON one BETWEEN start AND last WHERE recent GROUP BY case_ref;

INSERT INTO said
SELECT 'offers.any', NULL, case_ref, case_ref IN (SELECT case_ref FROM offer WHERE recent) FROM lt;
INSERT INTO said
SELECT 'offers.weeks_share', NULL, case_ref, 100.0 * coalesce(days, 0) / (julianday(day) - julianday(after_24))
FROM lt JOIN span LEFT JOIN in_offer USING (case_ref);
INSERT INTO said
SELECT 'offers.over_27_weeks', NULL, case_ref, coalesce(days, 0) > 189 FROM lt LEFT JOIN in_offer USING (case_ref);
INSERT INTO said
SELECT 'offers.over_52_weeks', NULL, case_ref, coalesce(days, 0) > 364 FROM lt LEFT JOIN in_offer USING (case_ref);

-- A stretch of more than a year begins on the opening or the day after something ended, and nothing covers a day of it
-- up to the same date a year on.
INSERT INTO said
WITH covered AS (
    SELECT case_ref, start, last FROM offer
    UNION ALL SELECT case_ref, start, last FROM exempt WHERE scope = 'activation'
    UNION ALL SELECT case_ref, month, min(last, day) FROM paid JOIN span WHERE hours > 0
), first AS (
    SELECT case_ref, opened AS free FROM lt
    UNION SELECT case_ref, date(last, '+1 day') FROM lt JOIN covered USING (case_ref) WHERE last >= opened
), year AS (
    SELECT case_ref, free, min(date(free, 'start of month', '+12 months', (strftime('%d', free) - 1) || ' days'),
                               date(free, 'start of month', '+13 months', '-1 day')) AS a_year_on
    FROM first
), passive AS (
    SELECT y.case_ref FROM year y JOIN span WHERE a_year_on <= day AND NOT EXISTS
        (SELECT 1 FROM covered c WHERE c.case_ref = y.case_ref AND c.start <= a_year_on AND c.last >= free)
)
SELECT 'offers.passive_year', NULL, case_ref, case_ref IN passive FROM lt;
INSERT INTO said
SELECT 'offers.passive_now', NULL, case_ref,
       NOT EXISTS (SELECT 1 FROM offer o WHERE o.case_ref = c.case_ref AND o.last > after_12)
FROM open_case c JOIN span WHERE years >= 1;

CREATE TEMP TABLE recent_offer AS SELECT o.* FROM offer o JOIN lt USING (case_ref) WHERE recent;
INSERT INTO said
SELECT 'offers.goal', NULL, case_ref, coalesce(trim(goal, white), '') <> '' FROM recent_offer JOIN span;
INSERT INTO said
SELECT 'offers.goal_concrete', NULL, case_ref, coalesce(concrete(goal), 0) FROM recent_offer;
INSERT INTO said
SELECT 'offers.sub_goals', NULL, case_ref, max(id IN (SELECT id FROM told WHERE question = 'sub_goals'))
FROM recent_offer JOIN begun_note USING (case_ref, type, start) GROUP BY case_ref, type, start;

-- The latest offer, of all and of those in a company, with the notes that follow it up while it runs.
CREATE TEMP TABLE latest AS
SELECT *, 'offers' AS family FROM (
    SELECT *, row_number() OVER (PARTITION BY case_ref ORDER BY start DESC, type DESC) AS turn FROM recent_offer)
WHERE turn = 1
UNION ALL
SELECT *, 'company' FROM (
    SELECT *, row_number() OVER (PARTITION BY case_ref ORDER BY start DESC, type DESC) AS turn
    FROM recent_offer WHERE company)
WHERE turn = 1;
CREATE TEMP TABLE followed AS
SELECT l.family, l.case_ref, count(b.id) AS notes, coalesce(sum(b.structured), 0) AS structured,
       coalesce(max(b.structured AND b.id IN (SELECT id FROM told WHERE question = 'place_says')), 0) AS involved
FROM latest l LEFT JOIN beside b
    ON b.case_ref = l.case_ref AND b.type = l.type AND b.start = l.start AND b.template = 'offer_follow_up'
   AND coalesce(b.names, 1) AND b.date BETWEEN l.start AND l.last
GROUP BY l.family, l.case_ref;
INSERT INTO said SELECT family || '.followed_up', NULL, case_ref, notes > 0 FROM followed;
INSERT INTO said
SELECT CASE family WHEN 'offers' THEN 'offers.provider_involved' ELSE 'company.involved' END, NULL, case_ref, involved
FROM followed WHERE notes = 0 OR structured > 0;

INSERT INTO said
SELECT 'offers.parallel_health', NULL, case_ref, max(id IN (SELECT id FROM told WHERE question = 'parallel'))
FROM latest JOIN begun_note USING (case_ref, type, start) WHERE family = 'offers' GROUP BY case_ref;
INSERT INTO said
SELECT 'offers.interrupted', NULL, case_ref,
       EXISTS (SELECT 1 FROM offer o JOIN absence a USING (case_ref)
               WHERE o.case_ref = lt.case_ref AND outcome = 'interrupted' AND o."end" > after_24 AND o."end" <= day
                 AND from_kind = 'offer' AND a.date BETWEEN o.start AND o."end")
FROM lt JOIN span;
