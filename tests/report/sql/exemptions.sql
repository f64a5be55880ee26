-- Exemptions from the 225-hour rule, on the day, and from offers, in 24 months.

CREATE TEMP TABLE rule_225 AS
SELECT x.*, row_number() OVER (PARTITION BY x.case_ref ORDER BY x.start DESC) AS turn
FROM exempt x JOIN lt USING (case_ref) WHERE scope = 'hours_225' AND stands;
INSERT INTO said
SELECT 'rule_225.exempt', NULL, case_ref, case_ref IN (SELECT case_ref FROM rule_225) FROM lt;
INSERT INTO said
SELECT 'rule_225.reasoned', NULL, case_ref, not_own(explanation, said_before) IS NULL FROM rule_225 WHERE turn = 1;
INSERT INTO said
SELECT 'rule_225.standard_reason', NULL, case_ref, coalesce(not_own(explanation, said_before), 'empty') <> 'empty'
FROM rule_225 WHERE turn = 1;
INSERT INTO said
SELECT 'rule_225.prolonged', NULL, case_ref,
       EXISTS (SELECT 1 FROM exempt y WHERE y.case_ref = x.case_ref AND y.scope = 'hours_225' AND y.start < x.start
               AND (y."end" IS NULL OR y."end" >= date(x.start, '-1 day')))
FROM rule_225 x WHERE turn = 1;

CREATE TEMP TABLE from_offers AS
SELECT x.* FROM exempt x JOIN lt USING (case_ref) WHERE scope = 'activation' AND recent;
INSERT INTO said SELECT 'exempt.any', NULL, case_ref, case_ref IN (SELECT case_ref FROM from_offers) FROM lt;
INSERT INTO said
SELECT 'exempt.health', NULL, case_ref, case_ref IN (SELECT case_ref FROM from_offers WHERE reason = 'health') FROM lt;
INSERT INTO said
SELECT 'exempt.general_reason', NULL, case_ref, not_own(explanation, said_before) IS NOT NULL FROM from_offers x
WHERE reason <> 'parental_leave'
  AND start = (SELECT max(start) FROM from_offers y WHERE y.case_ref = x.case_ref AND y.reason <> 'parental_leave');
INSERT INTO said
SELECT 'exempt.mentor', NULL, case_ref,
       max(EXISTS (SELECT 1 FROM mentor m WHERE m.case_ref = x.case_ref AND m.last > after_24
                   AND m.start <= x.last AND m.last >= x.start))
FROM from_offers x JOIN span GROUP BY 3;
