-- Which kinds of record each figure rests on, which are on record for whom, and how a figure is counted.

CREATE TEMP TABLE figure (id TEXT PRIMARY KEY, kind TEXT, everyone INTEGER, need TEXT, other_need TEXT);
INSERT INTO figure VALUES
('seniority.mean', 'mean', 0, NULL, NULL),
('seniority.over_10', 'share', 0, NULL, NULL),
('seniority.long_term', 'share', 1, NULL, NULL),
('challenges.several', 'share', 0, 'challenges', NULL),
('challenges.four_or_more', 'share', 0, 'challenges', NULL),
('challenges.by_kind', 'kinds', 0, 'challenges', NULL),
('challenges.unstable_by_count', 'shares', 0, 'challenges', 'absences_or_no_shows'),
('track', 'distribution', 0, NULL, NULL),
('contact.enough', 'share', 0, 'conversations', NULL),
('contact.mean', 'mean', 0, 'conversations', NULL),
('contact.job_focus', 'share', 0, 'structured_conversation_notes', NULL),
('contact.barriers_dominate', 'share', 0, 'structured_conversation_notes', NULL),
('contact.absence', 'share', 0, 'absences_or_no_shows', NULL),
('contact.absence_contacted', 'share', 0, 'absences', NULL),
('contact.absence_sanctioned', 'share', 0, 'absences', NULL),
('rule_225.exempt', 'share', 0, 'exemptions_225', NULL),
('rule_225.reasoned', 'share', 0, 'exemptions_225', 'explanations:225'),
('rule_225.standard_reason', 'share', 0, 'exemptions_225', 'explanations:225'),
('rule_225.prolonged', 'share', 0, 'exemptions_225', NULL),
('exempt.any', 'share', 0, 'activation_exemptions', NULL),
('exempt.health', 'share', 0, 'activation_exemptions', NULL),
('exempt.general_reason', 'share', 0, 'activation_exemptions', 'explanations:activation'),
('exempt.mentor', 'share', 0, 'activation_exemptions', 'mentors'),
('continuity.caseworkers', 'distribution', 0, 'coordinators', NULL),
('continuity.broker', 'share', 0, 'brokers', NULL),
('continuity.mentor', 'share', 0, 'mentors', NULL),
('plan.job_goal', 'share', 0, 'goals_or_plan_reviews', NULL),
('plan.job_goal_concrete', 'share', 0, 'goals_or_plan_reviews', NULL),
('plan.sub_goal', 'share', 0, 'goals_or_plan_reviews', NULL),
('plan.updated', 'share', 0, 'goals_or_plan_reviews', NULL),
('plan.linked', 'share', 0, 'structured_plan_or_start_notes', NULL),
('plan.cv', 'share', 0, 'cv', NULL),
('offers.any', 'share', 0, 'offers', NULL),
('offers.weeks_share', 'mean', 0, 'offers', NULL),
('offers.over_27_weeks', 'share', 0, 'offers', NULL),
('offers.over_52_weeks', 'share', 0, 'offers', NULL),
('offers.passive_year', 'share', 0, 'offers', NULL),
('offers.passive_now', 'share', 1, 'offers', NULL),
('offers.goal', 'share', 0, 'offers', NULL),
('offers.goal_concrete', 'share', 0, 'offers', NULL),
('offers.sub_goals', 'share', 0, 'offers', 'structured_start_notes'),
('offers.followed_up', 'share', 0, 'offers', 'follow_up_notes'),
('offers.provider_involved', 'share', 0, 'offers', 'structured_follow_up_notes'),
('offers.parallel_health', 'share', 0, 'offers', 'structured_start_notes'),
('offers.interrupted', 'share', 0, 'offers', 'offer_absences'),
('company.any', 'share', 0, 'offers', NULL),
('company.weeks', 'distribution', 0, 'offers', NULL),
('company.followed_up', 'share', 0, 'offers', 'follow_up_notes'),
('company.involved', 'share', 0, 'offers', 'structured_follow_up_notes'),
('company.evaluated', 'share', 0, 'offers', 'evaluation_notes'),
('paid_work.any', 'share', 0, 'paid_work', NULL),
('paid_work.followed_up', 'share', 0, 'paid_work', NULL),
('coordination.any', 'share', 0, 'coordination', NULL),
('coordination.cross_sector', 'share', 0, 'coordination', NULL),
('coordination.meetings', 'share', 0, 'coordination', NULL),
('coordination.round_table', 'share', 0, 'round_tables', NULL),
('statements.count', 'distribution', 0, 'statements', NULL),
('statements.mean', 'mean', 0, 'statements', NULL),
('statements.clear_order', 'share', 0, 'statement_questions', NULL),
('statements.used', 'share', 0, 'statements', NULL),
('caseload.mean', 'mean', 1, 'coordinators', NULL),
('caseload.recommended', 'range', 1, 'coordinators', NULL);

CREATE TEMP TABLE recorded AS
SELECT 'challenges' AS need, case_ref FROM open_case WHERE kinds > 0
UNION SELECT 'conversations', case_ref FROM talk
UNION SELECT 'structured_conversation_notes', case_ref FROM structured WHERE template = 'conversation'
UNION SELECT 'absences', case_ref FROM absence
UNION SELECT 'absences_or_no_shows', case_ref FROM absence
UNION SELECT 'absences_or_no_shows', case_ref FROM talk WHERE status = 'no_show'
UNION SELECT 'offer_absences', case_ref FROM absence WHERE from_kind = 'offer'
UNION SELECT 'exemptions_225', case_ref FROM exempt WHERE scope = 'hours_225'
UNION SELECT 'activation_exemptions', case_ref FROM exempt WHERE scope = 'activation'
UNION SELECT 'explanations:225', case_ref FROM exempt JOIN span
      WHERE scope = 'hours_225' AND trim(explanation, white) <> ''
UNION SELECT 'explanations:activation', case_ref FROM exempt JOIN span
      WHERE scope = 'activation' AND trim(explanation, white) <> ''
UNION SELECT 'mentors', case_ref FROM mentor
UNION SELECT role || 's', case_ref FROM role_held WHERE role IN ('coordinator', 'broker')
UNION SELECT 'goals_or_plan_reviews', case_ref FROM goal
UNION SELECT 'goals_or_plan_reviews', case_ref FROM note WHERE template = 'plan_review'
UNION SELECT 'structured_plan_or_start_notes', case_ref FROM structured WHERE template IN ('plan_review', 'offer_start')
UNION SELECT 'cv', case_ref FROM open_case JOIN span WHERE cv_registered <= day
UNION SELECT 'offers', case_ref FROM offer
UNION SELECT 'structured_start_notes', case_ref FROM structured WHERE template = 'offer_start'
UNION SELECT 'follow_up_notes', case_ref FROM note WHERE template = 'offer_follow_up'
UNION SELECT 'structured_follow_up_notes', case_ref FROM structured WHERE template = 'offer_follow_up'
UNION SELECT 'evaluation_notes', case_ref FROM note WHERE template = 'offer_evaluation'
UNION SELECT 'paid_work', case_ref FROM paid
UNION SELECT 'coordination', case_ref FROM joint
UNION SELECT 'round_tables', case_ref FROM at_one_table
UNION SELECT 'round_tables', case_ref FROM joint WHERE form = 'round_table'
UNION SELECT 'statements', case_ref FROM statement
UNION SELECT 'statement_questions', case_ref FROM statement WHERE question IS NOT NULL;

-- The groups of the dimension asked for; the whole population is a group too.
CREATE TEMP TABLE grouped AS
WITH grouped_by(dimension, part, case_ref) AS (
    SELECT 'track', track, case_ref FROM open_case
    UNION ALL SELECT 'gender', gender, case_ref FROM open_case
    UNION ALL SELECT 'challenges', CASE WHEN kinds >= 4 THEN '4+' ELSE '' || kinds END, case_ref FROM open_case
    UNION ALL SELECT 'seniority', CASE WHEN since IS NULL THEN 'off_benefit' WHEN years < 5 THEN '0-5'
                                       WHEN years < 7 THEN '5-7' WHEN years < 10 THEN '7-10' ELSE '10+' END, case_ref
              FROM open_case
)
SELECT '' AS dimension, '' AS part, case_ref FROM open_case
UNION ALL SELECT dimension, part, case_ref FROM grouped_by JOIN span WHERE dimension = divided_by;
