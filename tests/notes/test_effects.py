"""What answers change: the steps they ask for, and how the store carries them out or refuses."""

import pytest
import support
from support import AT

from kontant.errors import Refused
from kontant.i18n import choose_language
from kontant.model.tables import RECORDS
from kontant.model.timeline import Assignment, Conversation, Exemption, Goal, Offer
from kontant.notes.applying import apply
from kontant.notes.effects import Head, Step, planned, told
from kontant.notes.names import KEYS
from kontant.store import log
from kontant.store.reading import reading
from kontant.store.writes import writing

from .made import DAY, REF, Change, Condition, case, column, day, facts, question, template
from .stored import case_in, everything, store

HEAD = Head(DAY, "lbh", DAY)
ROWS = (column("title"), column("by", "date"))


def steps(change, answers, timeline=None, questions=()):
    form = template(
        question("form", "choice"),
        question("when", "date"),
        question("goals", "list", columns=ROWS),
        question("offer", "record", table="offers", which="any", new=True),
        question("reached", "records", table="goals", which="open_sub"),
        *questions,
        changes=(change,),
    )
    return planned(form, answers, facts(timeline or case(), form=form), HEAD)


HELD = Change(
    "conversations",
    "put",
    key={"date": "$note.date", "kind": "job"},
    set={"status": "held", "channel": "$answer.form", "caseworker": "$note.caseworker"},
)


class TestPlanned:
    def test_expressions_become_values_and_what_was_not_answered_is_left_out(self):
        key = {"date": "2026-11-22", "kind": "job"}
        values = {"status": "held", "caseworker": "lbh"}
        assert steps(HELD, {"form": "phone"}) == [Step("conversations", "put", key, values | {"channel": "phone"}, {})]
        assert steps(HELD, {"form": None}) == [Step("conversations", "put", key, values, {})]
        assert steps(HELD, {"_unasked": {"form": "phone"}}) == [Step("conversations", "put", key, values, {})]

    def test_a_key_without_a_value_skips_the_step(self):
        change = Change("conversations", "put", key={"date": "$answer.when", "kind": "job"}, set={"status": "planned"})
        assert steps(change, {"when": None}) == []
        assert steps(change, {"when": "2026-12-24"})[0].key == {"date": "2026-12-24", "kind": "job"}

    @pytest.mark.parametrize("do", ["add", "put"])
    def test_a_required_value_that_is_nothing_skips_the_step(self, do):
        key = {"date": "$note.date", "actor": "Bostøtte"}
        change = Change("coordination", do, key=key, set={"form": "$answer.form"})
        assert steps(change, {}) == []
        assert len(steps(change, {"form": "meeting"})) == 1

    def test_a_change_of_nothing_is_none(self):
        change = Change("offers", "change", key="$answer.offer", set={"end": "$answer.when"})
        assert steps(change, {"offer": "work_placement 2026-06-01"}) == []
        assert steps(change, {"offer": "new", "when": "2026-12-01"}) == []
        assert steps(change, {"offer": "work_placement 2026-06-01", "when": "2026-12-01"}) == [
            Step("offers", "change", {"type": "work_placement", "start": "2026-06-01"}, {"end": "2026-12-01"}, {})
        ]

    def test_one_step_for_each_row_and_for_each_chosen_record(self):
        rows = [{"title": "Møde fast", "by": "2026-12-24"}, {"title": None}, {"title": "Tage bussen"}]
        change = Change(
            "goals",
            "put",
            key={"kind": "sub", "title": "$row.title"},
            set={"due": "$row.by"},
            new={"set_on": "$note.date"},
            for_each="$answer.goals",
        )
        found = steps(change, {"goals": rows})
        assert [(step.key["title"], step.values, step.new) for step in found] == [
            ("Møde fast", {"due": "2026-12-24"}, {"set_on": "2026-11-22"}),
            ("Tage bussen", {}, {"set_on": "2026-11-22"}),
        ]
        reached = Change("goals", "change", key="$row", set={"reached": "$note.date"}, for_each="$answer.reached")
        keys = [step.key for step in steps(reached, {"reached": ["sub Tage bussen alene", "job Gartner"]})]
        assert keys == [{"kind": "sub", "title": "Tage bussen alene"}, {"kind": "job", "title": "Gartner"}]
        assert steps(reached, {"reached": None}) == steps(reached, {"reached": []}) == []

    def test_conditions_on_answers_and_rows(self):
        only = Condition("answer", "form", "is", ("phone",))
        dated = Condition("row", "by", "filled", True)
        key = {"kind": "sub", "title": "$row.title"}
        change = Change("goals", "put", key, {}, {"set_on": "$note.date"}, "$answer.goals", (only, dated))
        rows = [{"title": "a", "by": "2026-12-24"}, {"title": "b"}]
        assert [step.key["title"] for step in steps(change, {"goals": rows, "form": "phone"})] == ["a"]
        assert steps(change, {"goals": rows, "form": "video"}) == []

    def test_no_and_nought_are_values(self):
        change = Change(
            "absences",
            "put",
            key={"date": "$note.date"},
            set={"from_kind": "offer", "reasonable_ground": False, "contact_attempts": 0},
        )
        assert steps(change, {})[0].values == {"from_kind": "offer", "reasonable_ground": False, "contact_attempts": 0}


class TestTold:
    ALL = (
        Step("conversations", "put", {"date": "2026-11-22", "kind": "job"}, {"status": "held", "channel": "phone"}, {}),
        Step("absences", "put", {"date": "2026-11-20"}, {"reasonable_ground": False, "contact_attempts": 2}, {}),
        Step("offers", "change", {"type": "mentor", "start": "2026-06-01"}, {"hours_per_week": 7.5}, {}),
        Step("goals", "put", {"kind": "sub", "title": "Møde fast"}, {}, {"set_on": "2026-11-22"}),
        Step("cases", "change", {}, {"track": "job"}, {}),
    )

    def test_each_step_is_a_line_in_english(self):
        assert told(list(self.ALL)) == [
            "Conversation 2026-11-22 job conversation: status: held, channel: phone",
            "Absence 2026-11-20: reasonable ground: no, contact attempts: 2",
            "Offer mentor 2026-06-01: hours per week: 7.5",
            "Sub-goal Møde fast",
            "Case: track: job",
        ]

    def test_and_in_danish(self):
        choose_language("da")
        assert told(list(self.ALL))[0] == "Samtale 22-11-2026 jobsamtale: status: afholdt, kanal: telefon"
        assert told(list(self.ALL))[3] == "Delmål Møde fast"


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return support.empty_caseload(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def carry_out(empty, tmp_path):
    """Carry steps out in a case, and give its file; ``done.event`` is the event that did it."""

    def run(timeline, *steps, today=DAY):
        path = store(empty, tmp_path / "case.sqlite", timeline)
        run.before = everything(path)
        with writing(path, command="note", who="tester", at=AT) as writer:
            run.event = writer.event_id
            run.told = apply(writer, REF, steps, today)
        run.path = path
        with reading(path) as connection:
            run.changes = list(log.changes(connection, run.event))
        return case_in(path)

    return run


class TestApplied:
    PLANNED = Step(
        "conversations", "put", {"date": "2026-12-24", "kind": "job"}, {"status": "planned"}, {"caseworker": "lbh"}
    )

    def test_a_new_record_gets_what_only_new_ones_get(self, carry_out):
        t = carry_out(case(), self.PLANNED)
        assert t.conversations == [Conversation(day("2026-12-24"), "job", "planned", "lbh", None)]

    def test_one_that_stands_keeps_the_rest(self, carry_out):
        there = Conversation(day("2026-12-24"), "job", "cancelled", "mkj", "video")
        t = carry_out(case(conversations=[there]), self.PLANNED)
        assert t.conversations == [there._replace(status="planned")]

    def test_a_step_that_changes_nothing_writes_nothing(self, carry_out):
        there = Conversation(day("2026-12-24"), "job", "planned", "mkj", None)
        carry_out(case(conversations=[there]), self.PLANNED)
        assert carry_out.changes == []
        assert everything(carry_out.path) == carry_out.before

    def test_a_goal_is_known_by_its_words(self, carry_out):
        step = Step(
            "goals", "put", {"kind": "sub", "title": "møde  FAST"}, {"due": "2027-01-01"}, {"set_on": "2026-11-22"}
        )
        there = Goal("sub", "Møde fast", day("2026-01-01"), None, None)
        assert carry_out(case(goals=[there]), step).goals == [there._replace(due=day("2027-01-01"))]

    def test_what_is_told_is_what_the_log_has(self, carry_out):
        held = [Assignment("coordinator", day("2025-01-01"), "lbh", None)]
        passed = Step(
            "assignments", "assign", {"role": "coordinator", "start": "2026-12-01"}, {"caseworker": "eva"}, {}
        )
        head = Step("cases", "change", {}, {"track": "exempt"}, {})
        carry_out(case(assignments=held), self.PLANNED, passed, head, self.PLANNED)
        assert [change.table for change in carry_out.told] == ["conversations", "assignments", "assignments", "cases"]
        assert carry_out.told == carry_out.changes

    def test_several_steps_on_one_record_in_turn(self, carry_out):
        first = Step("offers", "change", {"type": "mentor", "start": "2026-06-01"}, {"end": "2026-11-22"}, {})
        then = Step("offers", "change", {"type": "mentor", "start": "2026-06-01"}, {"outcome": "completed"}, {})
        t = carry_out(case(offers=[Offer("mentor", day("2026-06-01"), None, None, None, None, None)]), first, then)
        assert (t.offers[0].end, t.offers[0].outcome) == (DAY, "completed")

    def test_the_head_of_the_case(self, carry_out):
        t = carry_out(case(), Step("cases", "change", {}, {"track": "exempt", "cv_registered": "2026-11-01"}, {}))
        assert (t.case.track, t.case.cv_registered) == ("exempt", day("2026-11-01"))

    def test_the_role_passes_in_the_spelling_of_the_caseload(self, carry_out):
        held = [
            Assignment("coordinator", day("2024-01-01"), "MKJ", day("2024-12-31")),
            Assignment("coordinator", day("2025-01-01"), "lbh", None),
        ]
        step = Step("assignments", "assign", {"role": "coordinator", "start": "2026-12-01"}, {"caseworker": " mkj"}, {})
        t = carry_out(case(assignments=held), step)
        assert t.assignments == [
            held[0],
            held[1]._replace(end=day("2026-11-30")),
            Assignment("coordinator", day("2026-12-01"), "MKJ", None),
        ]

    def test_whoever_has_the_role_already_keeps_it_and_nothing_is_written(self, carry_out):
        held = [Assignment("coordinator", day("2025-01-01"), "LBH", None)]
        step = Step("assignments", "assign", {"role": "coordinator", "start": "2026-12-01"}, {"caseworker": "lbh"}, {})
        assert carry_out(case(assignments=held), step).assignments == held
        assert carry_out.changes == []

    @pytest.mark.parametrize(
        ("records", "step", "sentence"),
        [
            (
                {},
                Step("conversations", "put", {"date": "2026-11-21", "kind": "job"}, {"status": "planned"}, {}),
                "A conversation cannot be planned for 2026-11-21: today is 2026-11-22; was it held?",
            ),
            (
                {"exemptions": [Exemption("activation", day("2026-06-01"), None, "health", None)]},
                Step("exemptions", "add", {"scope": "activation", "start": "2026-12-01"}, {"reason": "health"}, {}),
                "There is an exemption of the same scope from 2026-06-01 with no end; end it first.",
            ),
            (
                {},
                Step(
                    "exemptions",
                    "add",
                    {"scope": "activation", "start": "2026-12-01"},
                    {"reason": "health", "end": "2026-11-30"},
                    {},
                ),
                "Exemption: end: the end lies before the start; a period ends on its first day at the earliest",
            ),
            (
                {"goals": [Goal("sub", "Møde fast", day("2026-11-20"), None, None)]},
                Step("goals", "change", {"kind": "sub", "title": "Møde fast"}, {"reached": "2026-11-19"}, {}),
                "Goal: reached: this lies before the day on which the goal was set",
            ),
            (
                {},
                Step("offers", "change", {"type": "mentor", "start": "2026-06-01"}, {"outcome": "completed"}, {}),
                "There is no such record (offer).",
            ),
            (
                {},
                Step("goals", "put", {"kind": "job", "title": "x" * 401}, {}, {"set_on": "2026-11-22"}),
                "Goal: title: too long; at most 400 characters",
            ),
            (
                {},
                Step("assignments", "assign", {"role": "coordinator", "start": "2026-12-01"}, {"caseworker": "  "}, {}),
                "Assignment: caseworker: something must stand here",
            ),
        ],
    )
    def test_what_cannot_be_is_refused_and_all_of_it_rolled_back(self, carry_out, records, step, sentence):
        before = Step("goals", "put", {"kind": "sub", "title": "Skrevet først"}, {}, {"set_on": "2026-11-22"})
        with pytest.raises(Refused) as refusal:
            carry_out(case(**records), before, step)
        assert str(refusal.value) == sentence

    def test_a_closed_case_passes_to_nobody(self, carry_out, empty, tmp_path):
        t = case()
        t.case = t.case._replace(closed=day("2026-11-01"))
        step = Step("assignments", "assign", {"role": "coordinator", "start": "2026-11-22"}, {"caseworker": "mkj"}, {})
        with pytest.raises(Refused, match="closed on 2026-11-22"):
            carry_out(t, step)

    def test_refusal_leaves_the_file_as_it_was(self, empty, tmp_path):
        path = store(empty, tmp_path / "case.sqlite", case())
        before = everything(path)
        bad = Step("offers", "change", {"type": "mentor", "start": "2026-06-01"}, {"outcome": "completed"}, {})
        with pytest.raises(Refused), writing(path, command="note", who="tester", at=AT) as writer:
            apply(writer, REF, [self.PLANNED, bad], DAY)
        assert everything(path) == before


def test_records_have_a_model_for_every_table_that_a_note_may_change():
    assert KEYS.keys() <= RECORDS.keys()
