"""What a record written by hand may not say: facts, day, reason; the day before, the day itself and the day after."""

from datetime import date

import pytest
import support

from kontant.errors import NotFound, Refused
from kontant.model.tables import RECORDS, ROWS
from kontant.store import records
from kontant.store.refusals import refuse
from kontant.store.writes import writing

TODAY = date(2026, 11, 22)
# What a record of each kind needs besides the days of a row of the tables below.
WHOLE = {
    "conversations": {"kind": "job", "status": "held"},
    "offers": {"type": "work_placement"},
    "exemptions": {"scope": "activation", "reason": "health"},
    "paid_work": {"hours": 10},
    "absences": {"from_kind": "offer"},
    "statements": {"type": "LÆ125"},
    "goals": {"kind": "sub", "title": "Ring til mester"},
    "coordination": {"actor": "Psykiatrien", "form": "meeting"},
}
OPENED, CLOSED = "2020-03-10", "2026-11-10"


@pytest.fixture(autouse=True)
def cases(fill):
    fill("cases", case_ref="a", name="Åse", opened=OPENED)
    fill("cases", case_ref="shut", name="Bo", opened=OPENED, closed=CLOSED)


def hand(caseload):
    return writing(caseload, command="test", who="tester", at=support.AT)


@pytest.fixture
def reason(caseload, contents):
    """The reason for which a new record is refused; None where it is written."""

    def of(table, **values):
        before = contents()
        try:
            with hand(caseload) as writer:
                records.add(writer, table, {"case_ref": "a", **WHOLE[table], **values}, TODAY)
        except Refused as refused:
            assert contents() == before
            return str(refused)
        assert contents() != before
        return None

    return of


@pytest.fixture
def change_reason(caseload):
    """The reason for which a change is refused; None where it is written."""

    def of(table, key, **values):
        try:
            with hand(caseload) as writer:
                records.change(writer, table, {"case_ref": "a", **key}, values, TODAY)
        except Refused as refused:
            return str(refused)
        return None

    return of


BEGINNINGS = [
    ("conversations", "date"),
    ("offers", "start"),
    ("exemptions", "start"),
    ("absences", "date"),
    ("statements", "ordered"),
    ("goals", "set_on"),
    ("coordination", "date"),
]


@pytest.mark.parametrize(("table", "day"), BEGINNINGS)
@pytest.mark.parametrize(("on", "refused"), [("2020-03-09", True), ("2020-03-10", False), ("2020-03-11", False)])
def test_nothing_begins_before_the_case_was_opened(reason, table, day, on, refused):
    told = reason(table, **{day: on})
    assert (told is not None) == refused
    assert not told or f"{on} lies before 2020-03-10, the day on which case a was opened" in told


@pytest.mark.parametrize(("table", "day"), BEGINNINGS)
@pytest.mark.parametrize(("on", "refused"), [("2026-11-09", False), ("2026-11-10", True), ("2026-11-11", True)])
def test_nothing_begins_from_the_day_on_which_the_case_is_closed(reason, table, day, on, refused):
    told = reason(table, case_ref="shut", **{day: on})
    assert (told is not None) == refused
    assert not told or f"case shut is closed from 2026-11-10 on, and {on} lies in that time" in told


@pytest.mark.parametrize(
    ("case", "month", "refused"),
    [
        ("a", "2020-02-01", True),
        ("a", "2020-03-01", False),
        ("shut", "2026-11-01", False),
        ("shut", "2026-12-01", True),
    ],
)
def test_a_month_must_have_a_day_in_the_time_of_the_case(reason, case, month, refused):
    assert (reason("paid_work", case_ref=case, month=month) is not None) == refused


# table, column, the rest of the record, then whether the day before, today and the day after are refused.
AGAINST_TODAY = [
    ("conversations", "date", {"status": "held"}, (False, False, True)),
    ("conversations", "date", {"status": "no_show"}, (False, False, True)),
    ("conversations", "date", {"status": "planned"}, (True, False, False)),
    ("conversations", "date", {"status": "cancelled"}, (False, False, False)),
    ("offers", "start", {}, (False, False, False)),
    ("offers", "start", {"outcome": "completed", "end": "2027-01-01"}, (False, False, True)),
    ("offers", "start", {"outcome": "interrupted", "end": "2027-01-01"}, (False, False, True)),
    ("offers", "start", {"outcome": "cancelled"}, (False, False, False)),
    ("exemptions", "start", {}, (False, False, False)),
    ("absences", "date", {}, (False, False, True)),
    ("absences", "hearing_sent", {"date": "2026-11-01"}, (False, False, True)),
    ("statements", "ordered", {}, (False, False, True)),
    ("statements", "received", {"ordered": "2026-11-01"}, (False, False, True)),
    ("statements", "declined", {"ordered": "2026-11-01"}, (False, False, True)),
    ("statements", "reminded", {"ordered": "2026-11-01"}, (False, False, True)),
    ("statements", "consulted", {"ordered": "2026-11-01"}, (False, False, False)),
    ("goals", "set_on", {}, (False, False, True)),
    ("goals", "reached", {"set_on": "2026-11-01"}, (False, False, True)),
    ("goals", "due", {"set_on": "2026-11-01"}, (False, False, False)),
    ("coordination", "date", {}, (False, False, False)),
]
DAYS = ("2026-11-21", "2026-11-22", "2026-11-23")


@pytest.mark.parametrize(("table", "column", "rest", "refused"), AGAINST_TODAY)
def test_what_cannot_have_happened_yet(reason, table, column, rest, refused):
    got = []
    for number, day in enumerate(DAYS):
        more = {"title": f"Nr. {number}"} if table == "goals" else {}
        if table == "exemptions":
            more = {"end": day}
        key = {"type": f"LÆ{105 + 10 * number}"} if table == "statements" else {}
        if table == "absences" and column != "date":
            key = {"date": f"2026-11-0{number + 1}"}
        got.append(reason(table, **{**rest, **more, **key, column: day}) is not None)
    assert tuple(got) == refused


@pytest.mark.parametrize(("month", "refused"), [("2026-10-01", False), ("2026-11-01", False), ("2026-12-01", True)])
def test_hours_wait_for_their_month(reason, month, refused):
    assert (reason("paid_work", month=month) is not None) == refused


@pytest.mark.parametrize(("sent", "refused"), [("2026-11-09", True), ("2026-11-10", False), ("2026-11-11", False)])
def test_a_hearing_comes_after_the_absence(reason, sent, refused):
    assert (reason("absences", date="2026-11-10", hearing_sent=sent) is not None) == refused


@pytest.mark.parametrize("outcome", ["completed", "interrupted"])
def test_an_offer_that_is_over_has_a_last_day(reason, outcome):
    assert "has a last day" in reason("offers", start="2026-01-01", outcome=outcome)
    assert reason("offers", start="2026-01-01", outcome=outcome, end="2026-02-01") is None


# The other one covers 1 to 30 June 2026.
OVERLAPS = [
    ("activation", "2026-05-01", "2026-05-30", False),
    ("activation", "2026-05-01", "2026-05-31", False),
    ("activation", "2026-05-01", "2026-06-01", True),
    ("activation", "2026-05-01", None, True),
    ("activation", "2026-06-10", "2026-06-20", True),
    ("activation", "2026-05-01", "2026-08-01", True),
    ("activation", "2026-06-30", "2026-08-01", True),
    ("activation", "2026-07-01", "2026-08-01", False),
    ("activation", "2026-07-02", None, False),
    ("hours_225", "2026-06-01", "2026-06-30", False),
    ("conversations", "2026-06-10", None, False),
]


@pytest.mark.parametrize(("scope", "start", "end", "refused"), OVERLAPS)
def test_two_exemptions_of_a_scope_have_no_day_in_common(reason, fill, scope, start, end, refused):
    fill("exemptions", case_ref="a", scope="activation", start="2026-06-01", end="2026-06-30", reason="health")
    told = reason("exemptions", scope=scope, start=start, end=end)
    assert (told is not None) == refused
    assert not told or "from 2026-06-01 to 2026-06-30" in told


@pytest.mark.parametrize(("start", "refused"), [("2026-05-31", True), ("2026-06-01", True), ("2030-01-01", True)])
def test_nothing_follows_an_exemption_without_end(reason, fill, start, refused):
    fill("exemptions", case_ref="a", scope="activation", start="2026-06-15", reason="health")
    told = reason("exemptions", start=start)
    assert "from 2026-06-15 with no end; end it first" in told
    assert reason("exemptions", start="2026-05-01", end="2026-06-14") is None


def test_a_withdrawn_exemption_and_another_case_stand_in_nobodys_way(reason, fill, caseload):
    from contextlib import closing
    from sqlite3 import connect

    fill("exemptions", case_ref="a", scope="activation", start="2026-06-01", reason="health")
    fill("exemptions", case_ref="shut", scope="activation", start="2026-06-01", reason="health")
    assert reason("exemptions", start="2026-07-01") is not None
    with closing(connect(caseload)) as raw:
        raw.execute("UPDATE exemptions SET withdrawn = '2026-11-20' WHERE case_ref = 'a'")
        raw.commit()
    assert reason("exemptions", start="2026-07-01") is None


def test_prolonging_is_held_against_the_next_one(change_reason, fill):
    fill("exemptions", case_ref="a", scope="activation", start="2026-06-01", end="2026-06-30", reason="health")
    fill("exemptions", case_ref="a", scope="activation", start="2026-09-01", end="2026-09-30", reason="health")
    key = {"scope": "activation", "start": "2026-06-01"}
    assert change_reason("exemptions", key, end=date(2026, 8, 31)) is None
    assert "from 2026-09-01 to 2026-09-30" in change_reason("exemptions", key, end=date(2026, 9, 1))
    assert "would overlap" in change_reason("exemptions", key, end=None)


@pytest.mark.parametrize(
    ("kind", "title", "refused"),
    [
        ("sub", "RING  til Mester", True),
        ("job", "Ring til mester", False),
        ("sub", "Ring til mesteren", False),
    ],
)
def test_a_goal_stands_once(reason, fill, kind, title, refused):
    fill("goals", case_ref="a", kind="sub", title="Ring til mester", set_on="2026-02-01")
    told = reason("goals", kind=kind, title=title, set_on="2026-11-01")
    assert (told is not None) == refused
    assert not told or ("set on 2026-02-01" in told and "ester" not in told)


def test_letters_beyond_ascii_are_folded_too(reason, fill):
    fill("goals", case_ref="a", kind="sub", title="ÆRØ", set_on="2026-02-01")
    assert reason("goals", title="ærø", set_on="2026-11-01") is not None


@pytest.mark.parametrize("table", sorted(WHOLE))
def test_what_stands_is_not_added_twice(reason, table):
    day = {"goals": "set_on", "statements": "ordered", "offers": "start", "exemptions": "start", "paid_work": "month"}
    given = {day.get(table, "date"): "2026-11-01"}
    assert reason(table, **given) is None
    assert "already" in reason(table, **given)


def test_only_what_a_change_touches_is_asked(change_reason, fill):
    """An extract may hold what a hand may not write; it can be gone on with."""
    fill("conversations", case_ref="a", date="2019-01-01", kind="job", status="held")
    key = {"date": "2019-01-01", "kind": "job"}
    assert change_reason("conversations", key, caseworker="eva") is None
    assert "was opened" in change_reason("conversations", key, status="no_show")
    fill("statements", case_ref="a", type="LÆ125", ordered="2019-01-01")
    assert change_reason("statements", {"type": "LÆ125", "ordered": "2019-01-01"}, received=TODAY) is None
    fill("exemptions", case_ref="a", scope="activation", start="2026-06-01", end="2026-07-31", reason="health")
    fill("exemptions", case_ref="a", scope="activation", start="2026-07-01", end="2026-08-31", reason="health")
    key = {"scope": "activation", "start": "2026-06-01"}
    assert change_reason("exemptions", key, explanation="Ryggen") is None


def test_exemptions_that_overlap_in_an_extract_can_be_ended(change_reason, fill):
    """Not at one go, if need be; what the stored period did not meet already still stands in the way."""
    fill("exemptions", case_ref="a", scope="activation", start="2026-06-01", reason="health")
    fill("exemptions", case_ref="a", scope="activation", start="2026-07-01", end="2026-08-31", reason="health")
    key, later = ({"scope": "activation", "start": start} for start in ("2026-06-01", "2026-07-01"))
    assert change_reason("exemptions", key, end=date(2026, 7, 30)) is None
    assert change_reason("exemptions", later, end=date(2026, 8, 1)) is None
    assert change_reason("exemptions", key, end=date(2026, 6, 30)) is None
    assert "from 2026-07-01 to 2026-08-01" in change_reason("exemptions", key, end=date(2026, 7, 1))


@pytest.mark.parametrize("stored", ["held", "no_show"])
@pytest.mark.parametrize("day", ["2026-11-21", "2026-11-22", "2026-11-23"])
def test_what_took_place_is_not_planned_again(change_reason, fill, stored, day):
    fill("conversations", case_ref="a", date=day, kind="job", status=stored)
    key = {"date": day, "kind": "job"}
    words = {"held": "held", "no_show": "no show"}[stored]
    told = f"The conversation on {day} is recorded already ({words}); it cannot be planned again."
    assert change_reason("conversations", key, status="planned") == told
    assert change_reason("conversations", key, status="cancelled") is None
    assert (change_reason("conversations", key, status="planned") is None) == (day >= "2026-11-22")


def test_appointments_of_a_closed_case_can_be_called_off(caseload, fill):
    fill("conversations", case_ref="shut", date="2026-12-01", kind="job", status="planned")
    key = {"case_ref": "shut", "date": "2026-12-01", "kind": "job"}
    with hand(caseload) as writer:
        assert records.change(writer, "conversations", key, {"status": "cancelled"}, TODAY)
    with pytest.raises(Refused, match="is closed from"), hand(caseload) as writer:
        records.change(writer, "conversations", key, {"status": "planned"}, TODAY)


def test_a_record_of_no_case_is_told(caseload):
    with pytest.raises(NotFound), hand(caseload) as writer:
        record = RECORDS["coordination"](case_ref="none", date=TODAY, actor="X", form="meeting")
        refuse(writer, "coordination", record, today=TODAY)


def test_a_change_of_nothing_writes_nothing(caseload, fill, contents):
    fill("goals", case_ref="a", kind="sub", title="Ring", set_on="2026-02-01")
    before = contents()
    with hand(caseload) as writer:
        key = {"case_ref": "a", "kind": "sub", "title": "Ring"}
        assert records.change(writer, "goals", key, {"set_on": "2026-02-01", "due": None}, TODAY) is None
        assert records.put(writer, "goals", key, {"due": None}, {"set_on": "2026-11-22"}, TODAY) is None
    assert contents() == before


def test_a_change_of_what_is_not_there_is_told(caseload):
    with pytest.raises(NotFound), hand(caseload) as writer:
        records.change(writer, "goals", {"case_ref": "a", "kind": "sub", "title": "X"}, {"due": TODAY}, TODAY)


def test_put_adds_then_changes_by_the_words_of_a_goal(caseload, contents):
    with hand(caseload) as writer:
        key = {"case_ref": "a", "kind": "sub", "title": "Ring til mester"}
        added = records.put(writer, "goals", key, {"due": "2026-12-01"}, {"set_on": "2026-11-01"}, TODAY)
        again = records.put(
            writer, "goals", {**key, "title": "RING til mester"}, {"due": "2026-12-24"}, {"set_on": "2026-11-22"}, TODAY
        )
    assert added.before is None and added.after["due"] == "2026-12-01"
    assert (again.before["due"], again.after["due"]) == ("2026-12-01", "2026-12-24")
    assert [row[:6] for row in contents()["goals"]] == [
        ("a", "sub", "Ring til mester", "2026-11-01", "2026-12-24", None)
    ]


def test_put_sets_a_goal_anew_that_was_reached(caseload, fill, contents):
    fill("goals", case_ref="a", kind="sub", title="Ring", set_on="2025-01-01", due="2025-02-01", reached="2025-02-01")
    with hand(caseload) as writer:
        key = {"case_ref": "a", "kind": "sub", "title": "Ring"}
        records.put(writer, "goals", key, {"due": "2026-12-24"}, {"set_on": "2026-11-22"}, TODAY)
    assert [row[3:6] for row in contents()["goals"]] == [("2026-11-22", "2026-12-24", None)]


def test_put_brings_a_withdrawn_record_back(caseload, fill, contents):
    from contextlib import closing
    from sqlite3 import connect

    fill("conversations", case_ref="a", date="2026-12-01", kind="job", status="planned", caseworker="eva")
    with closing(connect(caseload)) as raw:
        raw.execute("UPDATE conversations SET withdrawn = '2026-11-20'")
        raw.commit()
    key = {"case_ref": "a", "date": "2026-12-01", "kind": "job"}
    with pytest.raises(NotFound), hand(caseload) as writer:
        records.change(writer, "conversations", key, {"caseworker": "lbh"}, TODAY)
    with hand(caseload) as writer:
        put = records.put(writer, "conversations", key, {"status": "planned"}, {}, TODAY)
    assert (put.before["withdrawn"], put.after["withdrawn"]) == ("2026-11-20", None)
    assert contents()["conversations"][0][5] is None


def test_every_kind_that_is_asked_is_a_table():
    assert set(WHOLE) < set(ROWS)
