-- Offers in a company, how they ended, and paid hours. Whether they were followed up stands with the offers.

INSERT INTO said
SELECT 'company.any', NULL, case_ref, case_ref IN (SELECT case_ref FROM offer WHERE recent AND company) FROM lt;
INSERT INTO said
WITH counted AS (
    SELECT case_ref, coalesce(company_days, 0) AS days FROM lt LEFT JOIN in_offer USING (case_ref)
), size(code, low, high) AS (
    VALUES ('0-13', 0, 91), ('14-26', 92, 182), ('27-52', 183, 364), ('over 52', 365, 9999)
)
SELECT 'company.weeks', code, case_ref, days BETWEEN low AND high FROM counted JOIN size;

INSERT INTO said
WITH ended AS (
    SELECT o.*, row_number() OVER (PARTITION BY case_ref ORDER BY "end" DESC, start DESC, type DESC) AS turn
    FROM recent_offer o JOIN span
    WHERE company AND outcome IN ('completed', 'interrupted') AND "end" > after_24 AND "end" <= day
)
SELECT 'company.evaluated', NULL, case_ref,
       EXISTS (SELECT 1 FROM beside b
               WHERE b.case_ref = e.case_ref AND b.type = e.type AND b.start = e.start
                 AND b.template = 'offer_evaluation'
                 AND CASE WHEN names IS NULL THEN b.date >= date(e."end", '-14 days')
                          ELSE names AND b.date >= e.start END)
FROM ended e WHERE turn = 1;

INSERT INTO said
SELECT 'paid_work.any', NULL, case_ref,
       case_ref IN (SELECT case_ref FROM paid JOIN span WHERE hours > 0 AND last > after_24)
FROM lt;
INSERT INTO said
WITH earned AS (
    SELECT case_ref, min(month) AS month FROM paid JOIN span WHERE hours > 0 AND last > after_24 GROUP BY case_ref
), spoken AS (
    SELECT case_ref, date FROM talk WHERE counts
    UNION ALL SELECT case_ref, date FROM note WHERE template = 'offer_follow_up'
)
SELECT 'paid_work.followed_up', NULL, case_ref, case_ref IN
       (SELECT e.case_ref FROM earned e JOIN spoken s ON s.case_ref = e.case_ref AND s.date >= e.month) FROM lt;
