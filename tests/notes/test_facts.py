"""What the case says to a template: every value fact, text fact and selection, on the days that matter."""

from datetime import date, timedelta

import pytest

from kontant.i18n import choose_language
from kontant.model.timeline import (
    Absence,
    Assignment,
    Conversation,
    Exemption,
    Goal,
    Note,
    Offer,
    Statement,
)
from kontant.notes import names
from kontant.notes.facts import _VALUES
from kontant.notes.record_words import _WORDS
from kontant.notes.selections import _SELECTIONS
from kontant.notes.text_facts import LINES

from .made import DAY, case, day, facts, note, question, template

EMPTY = case()


def value(timeline, name, answers=None, **more):
    return facts(timeline, **more).value(name, answers or {})


def lines(timeline, name, journal=(), answers=None, **more):
    return facts(timeline, journal, **more).lines(name, answers or {})


def keys(timeline, table, which, **more):
    return [key for key, _words in facts(timeline, **more).choices(table, which)]


def held(on: str, kind: str = "job", status: str = "held", who: str | None = "lbh") -> Conversation:
    return Conversation(day(on), kind, status, who)


def exempt(start: str, end: str | None = None, scope: str = "activation", why: str | None = None) -> Exemption:
    return Exemption(scope, day(start), day(end) if end else None, "health", why)


def offer(start: str, end: str | None = None, outcome=None, goal=None, kind="work_placement") -> Offer:
    return Offer(kind, day(start), day(end) if end else None, outcome, "Kærnen", goal, 6.0)


def test_every_name_that_a_template_may_use_is_computed():
    assert names.FACTS.keys() <= _VALUES.keys()
    assert LINES.keys() >= names.TEXT_FACTS
    assert {(table, which) for table, every in names.SELECTIONS.items() for which in every} <= _SELECTIONS.keys()
    assert set(names.KEYS) - {"cases"} == _WORDS.keys()


@pytest.mark.parametrize("name", sorted(_VALUES))
def test_an_empty_case_says_nothing_wrong(name):
    found = value(EMPTY, name)
    usual = {
        "conversation_kind": "job",
        "track": "job",
        "opened": "2020-01-01",
        "target_group": "activity_ready",
        "next_conversation": "2027-02-22",
        "next_conversation_deadline": "2027-02-22",
    }
    assert found == usual.get(name)


@pytest.mark.parametrize("name", sorted(LINES))
def test_an_empty_case_has_no_lines_but_its_deadlines(name):
    found = lines(EMPTY, name)
    assert bool(found) == (name in {"deadlines_text", "reduction_text"})


class TestConversations:
    def test_the_last_one_lies_before_the_note_and_counts(self):
        t = case(conversations=[held("2026-08-01"), held("2026-10-01", "broker"), held("2026-11-22")])
        assert value(t, "last_conversation") == "2026-08-01"

    def test_one_planned_on_the_day_gives_its_kind_and_key(self):
        t = case(conversations=[held("2026-11-22", "follow_up", "planned"), held("2026-11-22", "broker", "planned")])
        assert value(t, "planned_today") == "2026-11-22 follow_up"
        assert value(t, "conversation_kind") == "follow_up"

    def test_the_next_planned_one_is_the_nearest_that_counts_after_the_day(self):
        t = case(
            conversations=[
                held("2026-11-22", status="planned"),
                held("2026-12-10", status="planned"),
                held("2026-12-01", "broker", "planned"),
                held("2026-12-05", "follow_up", "planned"),
            ]
        )
        assert value(t, "planned_conversation") == "2026-12-05 follow_up"
        assert value(t, "planned_conversation_date") == "2026-12-05"

    def test_one_that_has_passed_since_the_note_is_planned_no_more(self):
        t = case(conversations=[held("2026-11-18", status="planned"), held("2026-12-05", status="planned")])
        assert value(t, "planned_conversation_date", on=day("2026-11-10"), today=DAY) == "2026-12-05"

    @pytest.mark.parametrize(
        ("missed", "recorded", "found"),
        [
            ([held("2026-11-20", status="no_show")], [], "2026-11-20"),
            ([held("2026-11-22", status="planned")], [], "2026-11-22"),
            ([held("2026-11-23", status="planned")], [], None),
            ([held("2026-11-20", status="no_show")], ["2026-11-20"], None),
            (
                [held("2026-11-01", status="no_show"), held("2026-11-20", status="no_show")],
                ["2026-11-20"],
                "2026-11-01",
            ),
            ([held("2026-11-20")], [], None),
        ],
    )
    def test_the_latest_missed_one_without_an_absence(self, missed, recorded, found):
        absences = [Absence(day(on), "conversation", None, None, None, None) for on in recorded]
        t = case(conversations=missed, absences=absences)
        assert value(t, "absence_planned") == found
        assert value(t, "absence_from") == ("conversation" if found else None)

    def test_the_conversation_missed_is_that_of_the_day_answered(self):
        t = case(conversations=[held("2026-11-20", status="planned"), held("2026-11-22", "broker", "no_show")])
        assert value(t, "conversation_missed", {"missed_on": "2026-11-20"}) == "2026-11-20 job"
        assert value(t, "conversation_missed") == "2026-11-22 broker"
        assert value(t, "conversation_missed", {"missed_on": "2026-11-19"}) is None


class TestNextConversation:
    @pytest.mark.parametrize(
        ("on", "proposed", "deadline"),
        [
            ("2026-11-22", "2027-02-22", "2027-02-22"),  # a Monday
            ("2026-11-20", "2027-02-19", "2027-02-20"),  # Saturday: the Friday before
            ("2026-11-21", "2027-02-19", "2027-02-21"),  # Sunday: the Friday before
            ("2026-11-30", "2027-02-26", "2027-02-28"),  # no 30 February
            ("2017-05-31", "2017-08-31", "2017-08-31"),
        ],
    )
    def test_the_last_weekday_that_keeps_the_deadline(self, on, proposed, deadline):
        assert value(EMPTY, "next_conversation", on=day(on)) == proposed
        assert value(EMPTY, "next_conversation_deadline", on=day(on)) == deadline

    def test_before_a_number_is_in_force_there_is_no_proposal(self):
        assert value(EMPTY, "next_conversation", on=day("2016-11-21")) is None
        assert value(EMPTY, "next_conversation", on=day("2016-11-22")) == "2017-02-22"

    @pytest.mark.parametrize(
        ("planned", "proposed"),
        [("2027-02-22", "2027-02-22"), ("2027-02-23", "2027-02-22"), ("2026-11-23", "2026-11-23")],
    )
    def test_one_planned_within_the_deadline_is_proposed(self, planned, proposed):
        t = case(conversations=[held(planned, status="planned")])
        assert value(t, "next_conversation") == proposed

    @pytest.mark.parametrize(
        ("on", "today", "proposed"),
        [
            ("2026-08-22", "2026-11-22", "2026-11-23"),  # deadline today: tomorrow, a Monday
            ("2026-08-23", "2026-11-22", "2026-11-23"),  # deadline tomorrow
            ("2026-01-05", "2026-11-20", "2026-11-23"),  # long ago, tomorrow a Saturday: the Monday after
            ("2026-08-29", "2026-11-27", "2026-11-30"),  # deadline tomorrow, a Sunday: not the Friday that has come
        ],
    )
    def test_never_before_tomorrow(self, on, today, proposed):
        assert value(EMPTY, "next_conversation", on=day(on), today=day(today)) == proposed

    def test_while_conversations_rest_the_deadline_counts_from_the_end_of_that(self):
        t = case(exemptions=[exempt("2026-11-01", "2026-12-31", "conversations")])
        assert value(t, "next_conversation_deadline") == "2027-04-01"
        assert value(case(exemptions=[exempt("2026-11-01", None, "conversations")]), "next_conversation") is None


class TestCoordinator:
    HANDED = (
        Assignment("coordinator", day("2024-01-01"), "mkj", day("2026-05-31")),
        Assignment("coordinator", day("2026-06-01"), "lbh", None),
        Assignment("mentor", day("2026-11-01"), "xyz", None),
    )

    def test_who_has_the_case_and_from_whom(self):
        t = case(assignments=self.HANDED)
        assert value(t, "coordinator") == "lbh"
        assert value(t, "coordinator", on=day("2026-05-31")) == "mkj"
        assert (value(t, "changed_on"), value(t, "former_caseworker")) == ("2026-06-01", "mkj")

    @pytest.mark.parametrize(("after", "known"), [(180, True), (181, False)])
    def test_a_change_is_looked_at_for_180_days(self, after, known):
        t = case(assignments=self.HANDED)
        on = day("2026-06-01") + timedelta(days=after)
        assert (value(t, "changed_on", on=on) is not None) == known
        assert (value(t, "former_caseworker", on=on) is not None) == known


class TestExemptions:
    def test_the_one_from_offers_comes_first(self):
        t = case(exemptions=[exempt("2026-10-01", None, "hours_225"), exempt("2026-05-01", "2026-12-31")])
        assert value(t, "exemption_now") == "activation 2026-05-01"
        assert value(t, "exemption_end") == "2026-12-31"

    @pytest.mark.parametrize(("on", "covered"), [("2026-05-01", True), ("2026-12-31", True), ("2027-01-01", False)])
    def test_both_ends_belong_to_it(self, on, covered):
        t = case(exemptions=[exempt("2026-05-01", "2026-12-31")])
        assert (value(t, "exemption_now", on=day(on)) is not None) == covered

    @pytest.mark.parametrize(
        ("end", "start", "is_open"),
        [("2026-12-31", "2027-01-01", False), ("2026-11-21", "2026-11-22", False), ("2026-08-01", "2026-11-22", False)],
    )
    def test_the_chosen_one_is_prolonged_from_the_day_after(self, end, start, is_open):
        t = case(exemptions=[exempt("2026-05-01", end)])
        form = template(question("exemption", "record", table="exemptions", which="current_or_ended"))
        answers = {"exemption": "activation 2026-05-01"}
        assert value(t, "prolong_from", answers, form=form) == start
        assert value(t, "open_ended", answers, form=form) is is_open
        assert value(t, "prolong_from", {}, form=form) is None

    FORM = template(question("exemption", "record", table="exemptions", which="current_or_ended"))

    @pytest.mark.parametrize(
        ("more", "offered", "start"),
        [
            ([], "2026-05-01", "2027-01-01"),
            ([("2027-01-01", "2027-03-31")], "2027-01-01", "2027-04-01"),
            ([("2027-01-01", "2027-03-31"), ("2027-04-01", "2027-06-30")], "2027-04-01", "2027-07-01"),
            ([("2027-04-01", "2027-06-30"), ("2027-01-01", None)], "2027-01-01", None),
            ([("2027-01-02", "2027-03-31")], "2026-05-01", "2027-01-01"),  # a gap: nothing has taken over
            ([("2026-06-01", "2026-07-01")], "2026-05-01", "2027-01-01"),  # an extract's, within the first
        ],
    )
    def test_the_last_that_has_taken_over_is_the_one_to_prolong(self, more, offered, start):
        t = case(exemptions=[exempt("2026-05-01", "2026-12-31"), *(exempt(*span) for span in more)])
        t.exemptions.append(exempt("2027-01-01", None, "conversations"))
        assert keys(t, "exemptions", "current_or_ended") == [f"activation {offered}"]
        # Also where a draft still speaks of the first.
        for chosen in ("2026-05-01", offered):
            assert value(t, "prolong_from", {"exemption": f"activation {chosen}"}, form=self.FORM) == start

    def test_one_that_ended_and_was_prolonged_by_a_note_of_a_later_day(self):
        t = case(exemptions=[exempt("2026-05-01", "2026-10-31"), exempt("2026-11-20", "2027-01-31")])
        assert keys(t, "exemptions", "current_or_ended", on=day("2026-11-10"), today=DAY) == ["activation 2026-11-20"]
        later = case(exemptions=[exempt("2026-05-01", "2026-10-31"), exempt("2026-11-22", "2027-01-31")])
        on = {"on": day("2026-11-10"), "today": day("2026-11-10")}
        assert keys(later, "exemptions", "current_or_ended", **on) == ["activation 2026-05-01"]

    def test_one_without_end_is_not_prolonged(self):
        t = case(exemptions=[exempt("2026-05-01")])
        form = template(question("exemption", "record", table="exemptions", which="current_or_ended"))
        answers = {"exemption": "activation 2026-05-01"}
        assert value(t, "prolong_from", answers, form=form) is None
        assert value(t, "open_ended", answers, form=form) is True


class TestChosenRecord:
    FORM = template(
        question("first", "record", table="offers", which="any", new=True),
        question("words", "text"),
        question("second", "record", table="statements", which="waiting"),
    )
    T = case(
        offers=[offer("2026-06-01", "2026-09-01", goal="Prøve køkkenet"), offer("2026-10-01", kind="mentor")],
        statements=[Statement("LÆ125", day("2026-10-05"), None, None, None, None, "Hvilke løft?", "Praktik")],
    )

    def test_columns_follow_the_latest_answered_record_question(self):
        known = facts(self.T, form=self.FORM)
        first = {"first": "work_placement 2026-06-01"}
        assert known.value("record.end", first) == "2026-09-01"
        assert known.value("record.hours_per_week", first) == 6.0
        assert known.lines("record_text", first)[1:] == ["goal: Prøve køkkenet", "hours a week: 6"]
        both = first | {"second": "LÆ125 2026-10-05"}
        assert known.value("record.question", both) == "Hvilke løft?"
        assert known.value("record.end", both) is None
        assert known.value("record.end", first) == "2026-09-01"

    def test_a_new_record_and_one_that_is_gone_say_nothing(self):
        known = facts(self.T, form=self.FORM)
        assert known.value("record.end", {"first": "new"}) is None
        assert known.value("record.end", {"first": "work_placement 2020-01-01"}) is None
        assert known.value("record.end", {}) is None
        assert known.lines("record_text", {}) == []


class TestGoalsAndOffers:
    def test_the_latest_open_job_goal(self):
        t = case(
            goals=[
                Goal("job", "Gartner", day("2026-01-01"), None, None),
                Goal("job", "Cykelsmed", day("2026-03-01"), day("2027-01-01"), None),
                Goal("job", "Bager", day("2026-06-01"), None, day("2026-09-01")),
                Goal("sub", "Møde tre dage", day("2026-09-01"), None, None),
            ]
        )
        assert value(t, "job_goal") == "Cykelsmed"
        assert value(t, "job_goals") == [{"title": "Gartner"}, {"title": "Cykelsmed", "due": "2027-01-01"}]
        assert len(lines(t, "goals_text")) == 4
        assert lines(t, "goals_text")[0].startswith("job goal: Gartner")

    @pytest.mark.parametrize(
        ("start", "goal", "outcome", "found"),
        [
            ("2026-12-22", None, None, True),
            ("2026-12-23", None, None, False),
            ("2026-10-23", None, None, True),
            ("2026-10-22", None, None, False),
            ("2026-12-01", "Prøve køkkenet", None, False),
            ("2026-12-01", None, "cancelled", False),
        ],
    )
    def test_an_offer_about_to_begin_without_a_goal(self, start, goal, outcome, found):
        t = case(offers=[offer(start, outcome=outcome, goal=goal)])
        assert (value(t, "offer_planned") == f"work_placement {start}") == found


class TestSelections:
    def test_offers(self):
        t = case(
            offers=[
                offer("2026-10-01", "2027-01-01"),
                offer("2026-06-01", "2026-11-21"),  # its end has passed, no outcome yet
                offer("2026-02-01", "2026-05-01", "completed"),
                offer("2025-02-01", "2025-11-22", "interrupted"),
                offer("2025-01-01", "2025-11-21", "completed"),  # more than a year ago
                offer("2026-12-01"),
            ]
        )
        starts = lambda which: [key.split()[1] for key in keys(t, "offers", which)]  # noqa: E731
        assert starts("running") == ["2026-10-01", "2026-06-01"]
        assert starts("ended") == ["2026-06-01", "2026-02-01", "2025-02-01"]
        assert starts("begun") == ["2026-10-01", "2026-06-01", "2026-02-01", "2025-02-01"]
        assert starts("any")[0] == "2026-12-01"
        assert len(starts("any")) == 6

    def test_exemptions_that_stand_or_ended_last_in_a_scope_without(self):
        t = case(
            exemptions=[
                exempt("2026-05-01"),
                exempt("2026-01-01", "2026-04-30"),
                exempt("2025-06-01", "2025-12-31", "hours_225"),
                exempt("2026-01-01", "2026-03-31", "hours_225"),
                exempt("2025-01-01", "2025-11-21", "conversations"),
                exempt("2026-12-01", None, "conversations"),
            ]
        )
        assert keys(t, "exemptions", "current_or_ended") == ["activation 2026-05-01", "hours_225 2026-01-01"]

    def test_what_waits(self):
        t = case(
            conversations=[
                held("2027-01-01", status="planned"),
                held("2026-11-01", status="planned"),
                held("2026-10-01"),
            ],
            statements=[
                Statement("LÆ125", day("2026-10-05"), None, None, None, None, None, None),
                Statement("LÆ135", day("2026-10-06"), None, day("2026-11-01"), None, None, None, None),
                Statement("LÆ145", day("2026-10-07"), None, None, day("2026-11-01"), None, None, None),
            ],
            goals=[
                Goal("job", "Gartner", day("2026-01-01"), None, None),
                Goal("sub", "Møde tre dage", day("2026-09-01"), None, None),
                Goal("sub", "Tage bussen", day("2026-09-01"), None, day("2026-10-01")),
                Goal("sub", "Ikke sat endnu", day("2026-11-23"), None, None),
            ],
            absences=[
                Absence(day("2026-11-01"), "offer", None, None, None, None),
                Absence(day("2026-11-02"), "offer", None, None, None, "pending"),
                Absence(day("2026-11-03"), "offer", None, None, None, "none"),
            ],
        )
        assert keys(t, "conversations", "planned") == ["2026-11-01 job", "2027-01-01 job"]
        assert keys(t, "statements", "waiting") == ["LÆ125 2026-10-05"]
        assert keys(t, "goals", "open") == ["job Gartner", "sub Møde tre dage"]
        assert keys(t, "goals", "open_sub") == ["sub Møde tre dage"]
        assert keys(t, "goals", "open_job") == ["job Gartner"]
        assert keys(t, "absences", "undecided") == ["2026-11-02", "2026-11-01"]


class TestJournal:
    FORM = template(question("words", "long_text"), question("rows", "list"), question("hours", "number"), id="free")

    def test_last_is_the_latest_answer_in_a_note_of_the_same_form(self):
        notes = [
            note(1, "2026-01-01", {"words": "first", "hours": 6}),
            note(2, "2026-05-01", {"words": "second"}),
            note(3, "2026-06-01", {"words": "of another form"}, form="other"),
            note(4, "2026-07-01", {"words": ""}),
            note(5, "2026-12-01", {"words": "not written yet"}),
        ]
        known = facts(EMPTY, notes, form=self.FORM)
        assert known.last("words") == "second"
        assert known.last("hours") == 6
        assert known.last("rows") is None

    def test_an_answer_of_a_kind_that_the_question_no_longer_has_is_none(self):
        notes = [note(1, "2026-01-01", {"words": ["a"], "rows": ["a"], "hours": True})]
        known = facts(EMPTY, notes, form=self.FORM)
        assert [known.last(q) for q in ("words", "rows", "hours")] == [None, None, None]

    def test_agreements_in_force_are_told_once_until_their_day(self):
        rows = [
            {"who": "Anna", "what": "ringer til lægen", "by": "2026-11-22"},
            {"who": "Anna", "what": "laver CV", "by": "2026-11-21"},
            {"who": "Mentor", "what": "følger med"},
        ]
        notes = [
            note(1, "2025-11-21", {"agreements": [{"who": "Anna", "what": "for længe siden"}]}),
            note(2, "2026-09-01", {"agreements": rows}),
            note(3, "2026-10-01", {"agreements": [{"who": "mentor", "what": "følger  med"}, {"what": None}]}, form="x"),
        ]
        assert lines(EMPTY, "agreements", notes) == ["mentor: følger med", "Anna: ringer til lægen (by 2026-11-22)"]
        assert lines(EMPTY, "agreements_last", notes[:2]) == [
            "Anna: ringer til lægen (by 2026-11-22)",
            "Anna: laver CV (by 2026-11-21)",
            "Mentor: følger med",
        ]

    def test_regards_and_what_works_come_from_whatever_note_had_them(self):
        barriers = [{"barrier": "ryg", "regard": "stol ved kassen"}, {"barrier": "x"}, {"regard": "stol  ved kassen"}]
        notes = [
            note(1, "2026-01-01", {"barriers": [{"regard": "gammelt"}]}, form="a"),
            note(
                2, "2026-05-01", {"barriers": barriers, "works_in_contact": "sms dagen før\nmøde på stedet"}, form="b"
            ),
        ]
        assert lines(EMPTY, "regards", notes) == ["stol ved kassen"]
        assert lines(EMPTY, "works_in_contact", notes) == ["sms dagen før", "møde på stedet"]

    def test_what_was_tried_comes_with_its_evaluation(self):
        t = case(offers=[offer("2026-02-01", "2026-05-01", "completed", "Prøve køkkenet"), offer("2026-10-01")])
        answers = {
            "offer": "work_placement 2026-02-01",
            "outcome": "completed",
            "result": "Otte timer går",
            "met": "phone",
        }
        notes = [
            note(1, "2026-05-02", answers | {"result": "Ti timer går"}, kind="offer_evaluation"),
            note(2, "2026-05-03", answers | {"_unasked": {"why": "nothing"}}, kind="offer_evaluation"),
        ]
        told = lines(t, "tried_text", notes)
        assert len(told) == 2
        assert told[0].endswith("(completed); goal: Prøve køkkenet; hours a week: 6")
        assert told[1].strip() == "Otte timer går"

    def test_answers_of_any_shape_from_elsewhere_do_no_harm(self):
        answers = {"agreements": "text", "barriers": {"a": 1}, "works_in_contact": 3, "words": None}
        notes = [note(1, "2026-05-02", answers, kind="offer_evaluation")]
        known = facts(case(offers=[offer("2026-02-01", None, "completed")]), notes, form=self.FORM)
        for name in LINES:
            known.lines(name, {})
        assert known.last("words") is None


class TestDeadlines:
    def test_flags_and_what_comes_in_order_of_day(self):
        t = case(
            conversations=[held("2026-10-01"), held("2027-01-05", "broker", "planned")],
            offers=[offer("2026-10-01", "2026-12-20")],
            goals=[Goal("sub", "Møde tre dage", day("2026-09-01"), day("2026-12-01"), None)],
            exemptions=[exempt("2026-12-24", "2027-03-01")],
            statements=[Statement("LÆ125", day("2026-10-05"), None, None, None, None, None, None)],
            assignments=TestCoordinator.HANDED,
        )
        told = lines(t, "deadlines_text")
        days = [line.split(" ", 1)[0] for line in told]
        assert days == sorted(days)
        assert any(line.startswith("2027-01-01 Next conversation:") for line in told)
        assert "2026-12-20 Offer ends: work placement" in told
        assert "2026-12-24 Exemption begins: exempt from offers" in told

    def test_a_handover_does_not_hand_over_that_it_is_missing(self):
        t = case(assignments=TestCoordinator.HANDED, conversations=[held("2026-11-01")])
        in_a_free_note = "\n".join(lines(t, "deadlines_text"))
        in_the_handover = "\n".join(lines(t, "deadlines_text", form=template(kind="handover")))
        assert "there is no handover note" in in_a_free_note
        assert "there is no handover note" not in in_the_handover
        assert isinstance(t.notes, tuple)


class TestReduction:
    @pytest.mark.parametrize(
        ("missed", "until"), [("2026-11-01", "2027-02-28"), ("2026-11-30", "2027-02-28"), ("2026-12-01", "2027-03-31")]
    )
    def test_three_whole_calendar_months_after_the_month_of_the_event(self, missed, until):
        told = lines(EMPTY, "reduction_text", answers={"missed_on": missed})
        assert told == [
            f"A reduction for {missed} must be carried out by {until} "
            "(LAS § 35(3): within three whole calendar months of the event)."
        ]

    def test_no_limit_is_told_before_it_is_in_force(self):
        assert lines(EMPTY, "reduction_text", answers={"missed_on": "2019-12-31"}) == []


def test_facts_about_the_case_itself_and_in_danish():
    t = case()
    t.case = t.case._replace(cv_registered=date(2026, 3, 4), challenges="physical|mental", track="rehabilitation")
    assert value(t, "cv_registered") == "2026-03-04"
    assert value(t, "track") == "rehabilitation"
    choose_language("da")
    assert lines(t, "challenges_text") == ["fysisk", "psykisk"]


def test_notes_after_the_date_of_the_note_are_not_known():
    t = case(notes=[Note(day("2026-12-01"), "free", None)])
    notes = [note(9, "2026-12-01", {"agreements": [{"what": "later"}]})]
    assert lines(t, "agreements", notes) == []
