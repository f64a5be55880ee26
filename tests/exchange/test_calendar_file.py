"""The calendar file: read back by a library, and byte by byte as RFC 5545 wants it; nobody's name unasked."""

import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from file_modes import obeying_modes
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from support import DAY, environment, kontant

from kontant.exchange.calendar_file import Entry, calendar_bytes, entries
from kontant.model.timeline import Case, Conversation, Timeline
from kontant.rules.evaluate import Evaluator
from kontant.rules.parameter_file import load

AS_OF = DAY.isoformat()
HEAD = Case(
    "2020-00031", "Åse Møller", "0101801234", None, None, date(2020, 1, 1), None, None, "job_ready", "job", "", None
)


def events(data: bytes):
    return Calendar.from_ical(data).walk("VEVENT")


def exported(db: Path, *words: object, day: str = AS_OF) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", "kontant", "--db", str(db), "export", "ics", *map(str, words), "--as-of", day],
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def own(sample, tmp_path_factory) -> Path:
    """The sample caseload; an export stands in its log."""
    return Path(shutil.copy(sample, tmp_path_factory.mktemp("own")))


@pytest.fixture(scope="module")
def data(own) -> bytes:
    return exported(own)


def test_every_deadline_of_the_morning_is_an_all_day_event(own, data: bytes) -> None:
    flags = kontant("due", "--as-of", AS_OF, "--horizon", 90, "--format", "json", db=own).json()["flags"]
    expected = sorted((f["case_ref"], max(f["deadline"], AS_OF)) for f in flags if f["deadline"])
    assert any(f["deadline"] and f["deadline"] < AS_OF for f in flags)
    with sqlite3.connect(own) as connection:
        sql = """SELECT c.case_ref, date FROM conversations c JOIN cases USING (case_ref) WHERE status = 'planned'
                 AND c.withdrawn IS NULL AND date >= ? AND opened <= ? AND (closed IS NULL OR closed > ?)"""
        planned = sorted(connection.execute(sql, [AS_OF] * 3))
    found = [(str(e["summary"]), e["dtstart"].dt) for e in events(data)]
    pairs = [(summary.rsplit(" · ", 1)[1], day.isoformat()) for summary, day in found]
    assert sorted(pairs) == sorted(expected + planned) and planned
    assert sum(summary.startswith("Planned: ") for summary, _day in found) == len(planned)
    for event in events(data):
        assert type(event["dtstart"].dt) is date
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)
        assert (str(event["class"]), str(event["transp"])) == ("PRIVATE", "TRANSPARENT")


def test_the_file_is_what_outlook_wants(data: bytes) -> None:
    assert data.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//kontant//") and data.endswith(
        b"END:VCALENDAR\r\n"
    )
    assert data.count(b"METHOD:PUBLISH\r\n") == 1
    assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data.count(b"BEGIN:VEVENT") == data.count(b"END:VEVENT") == data.count(b"DTSTAMP:20261122T000000Z\r\n")
    data.decode("utf-8")


def by_uid(data: bytes) -> dict[str, Any]:
    return {str(event["uid"]): event for event in events(data)}


def test_each_event_has_a_uid_of_its_own_that_stays(own, data: bytes) -> None:
    today, tomorrow = by_uid(data), by_uid(exported(own, day="2026-11-23"))
    assert len(today) == len(events(data))
    assert all(re.fullmatch(r"[0-9a-f]{32}@kontant", uid) for uid in today)
    both = today.keys() & tomorrow.keys()
    assert len(both) > 100
    assert all(today[uid]["summary"] == tomorrow[uid]["summary"] for uid in both)
    assert all(0 < today[uid]["sequence"] < tomorrow[uid]["sequence"] < 2**31 for uid in both)


def _since(last_held: date, day: date) -> Any:
    """The entry of the next conversation, as of ``day``."""
    talks = [Conversation(last_held, "job", "held", None)]
    flags = Evaluator(load(), day, 90, ["conversation-due"]).flags(Timeline(HEAD, conversations=talks))
    (event,) = events(calendar_bytes(entries(Timeline(HEAD), flags, day, names=False), day)[0])
    return event


@pytest.mark.parametrize(("before", "after"), [((2026, 9, 1), (2026, 9, 15)), ((2026, 9, 15), (2026, 9, 1))])
@pytest.mark.parametrize("later", [0, 1])
def test_a_deadline_that_moved_is_the_same_entry_moved(
    before: tuple[int, ...], after: tuple[int, ...], later: int
) -> None:
    """Also back, as when a conversation is undone: on a later day whatever it moved to."""
    old, new = _since(date(*before), DAY), _since(date(*after), DAY + timedelta(days=later))
    assert (old["uid"], old["summary"]) == (new["uid"], new["summary"])
    assert old["dtstart"].dt != new["dtstart"].dt
    assert (new["sequence"] > old["sequence"]) is (later == 1 or after > before)


def test_what_is_overdue_stands_on_the_day_and_says_since_when() -> None:
    event = _since(date(2026, 6, 1), DAY)
    assert event["dtstart"].dt == DAY
    assert str(event["summary"]) == "Next conversation · 2020-00031"
    assert str(event["description"]).splitlines() == [
        "Deadline: 2026-09-01, 82 days over",
        "kontant note 2020-00031 conversation",
    ]
    assert str(_since(date(2026, 9, 1), DAY)["description"]).startswith("Deadline: 2026-12-01\n")


def test_a_dash_is_the_screen(own, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert exported(own, "-") == data
    assert not list(tmp_path.iterdir())


def test_the_help_says_what_reading_again_does() -> None:
    told = " ".join(kontant("export", "ics", "--help").out.split())
    assert "What is overdue stands on the as-of day" in told and "until it is emptied" in told


def test_the_same_caseload_on_the_same_day_gives_the_same_bytes(own, data: bytes) -> None:
    assert exported(own) == data


def test_nobody_is_named_unasked_and_no_cpr_ever_stands_in_it(own, data: bytes) -> None:
    with sqlite3.connect(own) as connection:
        people = connection.execute("SELECT name, cpr FROM cases").fetchall()
        staff = {who for (who,) in connection.execute("SELECT DISTINCT caseworker FROM assignments")}
    named = Calendar.from_ical(exported(own, "--names")).walk("VEVENT")
    text = data.replace(b"\r\n ", b"").decode()
    assert not [name for name, _cpr in people if name in text]
    assert not [who for who in staff if re.search(rf"\b{re.escape(who)}\b", text)]
    told = "\n".join(str(event["summary"]) for event in named)
    assert sum(name in told for name, _cpr in people) > 30
    assert not [cpr for _name, cpr in people if cpr and (cpr in told or cpr in text)]


def test_a_file_is_written_once_and_replaced_only_when_asked(own, data: bytes, tmp_path: Path) -> None:
    target = tmp_path / "frister.ics"
    ran = kontant("export", "ics", target, "--as-of", AS_OF, db=own)
    assert (ran.code, ran.out) == (0, "") and f"{len(events(data))} entries" in ran.err and "without names" in ran.err
    assert target.read_bytes() == data and target.stat().st_mode & 0o777 == 0o600
    target.write_bytes(b"mine")
    refused = kontant("export", "ics", target, "--as-of", AS_OF, db=own)
    assert refused.code == 1 and "--force" in refused.err and target.read_bytes() == b"mine"
    assert kontant("export", "ics", target, "--as-of", AS_OF, "--force", db=own).code == 0
    assert target.read_bytes() == data
    assert [path.name for path in tmp_path.iterdir() if path.suffix in {".ics", ".part"}] == ["frister.ics"]


def _small_disk() -> None:
    """No file of more than a kilobyte in this process."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))


def test_a_disk_that_is_full_leaves_the_old_file(own, tmp_path: Path) -> None:
    target = tmp_path / "frister.ics"
    target.write_bytes(b"mine")
    words = ["--db", own, "export", "ics", target, "--force", "--as-of", AS_OF]
    done = subprocess.run(
        [sys.executable, "-m", "kontant", *map(str, words)],
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        preexec_fn=_small_disk,
        check=False,
    )
    assert done.returncode == 1 and b"disk is full" in done.stderr
    assert target.read_bytes() == b"mine"
    assert not list(tmp_path.glob(".kontant-*"))


def test_a_folder_that_takes_no_file_leaves_the_old_one(own, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    target = folder / "frister.ics"
    target.write_bytes(b"mine")
    folder.chmod(0o500)
    try:
        ran = obeying_modes(lambda: kontant("export", "ics", target, "--force", "--as-of", AS_OF, db=own))
    finally:
        folder.chmod(0o700)
    assert ran.code == 1 and "read-only" in ran.err and target.read_bytes() == b"mine"


@pytest.mark.parametrize("place", ["no-such-folder/x.ics", ".", "/proc/self/x.ics"])
def test_a_place_that_takes_no_file_is_told(own, tmp_path: Path, place: str) -> None:
    ran = kontant("export", "ics", tmp_path / place, "--force", "--as-of", AS_OF, db=own)
    assert ran.code == 1 and ran.out == "" and len(ran.err.splitlines()) == 1


def test_only_the_cases_of_one_caseworker_and_only_so_far_ahead(own, data: bytes) -> None:
    near = events(exported(own, "--horizon", 0))
    assert 0 < len(near) < len(events(data))
    with sqlite3.connect(own) as connection:
        (who,) = connection.execute("SELECT caseworker FROM assignments WHERE role = 'coordinator' LIMIT 1").fetchone()
    mine = {str(e["summary"]).rsplit(" · ", 1)[1] for e in events(exported(own, "--caseworker", who))}
    assert 0 < len(mine) < 45
    assert kontant("export", "ics", "--caseworker", "nobody", db=own).code == 1


def test_what_an_extract_brought_cannot_break_the_file() -> None:
    nasty = HEAD._replace(case_ref="A;1,\r\nEND:VEVENT 0101801234", name='Å"\x07' + "æ" * 200)
    t = Timeline(nasty, conversations=[Conversation(DAY, "job", "planned", None)])
    flags = Evaluator(load(), DAY).flags(t)
    data, count = calendar_bytes(entries(t, flags, DAY, names=True), DAY)
    assert count == len(events(data)) == 1 + sum(flag.deadline is not None for flag in flags)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert "0101801234" not in str(events(data)[0]["summary"]) and "æ" * 200 in str(events(data)[0]["summary"])


@pytest.mark.parametrize("ref", ["010190-1234", "0101901234", "A 010190 1234", "010190\r\n1234"])
@pytest.mark.parametrize("names", [False, True])
def test_a_case_number_that_is_a_cpr_number_stands_nowhere(ref: str, names: bool) -> None:
    head = HEAD._replace(case_ref=ref, cpr=None)
    talks = [Conversation(date(2026, 6, 1), "job", "held", None), Conversation(DAY, "job", "planned", None)]
    t = Timeline(head, conversations=talks)
    flags = [flag for flag in Evaluator(load(), DAY).flags(t) if flag.deadline]
    data, count = calendar_bytes(entries(t, flags, DAY, names=names), DAY)
    assert count == 1 + len(flags) > 3
    unfolded = data.replace(b"\r\n ", b"")
    assert b"1234" not in data and b"1234" not in unfolded
    # The title and the command of each flag, the title of the conversation.
    assert unfolded.count(b"-****") == 1 + 2 * len(flags)


def test_planned_conversations_that_have_passed_are_left_out() -> None:
    talks = [Conversation(DAY + timedelta(days=n), "job", "planned", None) for n in (-1, 0, 1)]
    talks.append(Conversation(DAY + timedelta(days=2), "job", "cancelled", None))
    found = list(entries(Timeline(HEAD, conversations=talks), [], DAY, names=False))
    assert [entry.day for entry in found] == [DAY, DAY + timedelta(days=1)]
    assert found[0].title == "Planned: job conversation · 2020-00031"


def test_entries_about_different_things_have_different_uids() -> None:
    about = [
        ("a", "b", "", "2026-01-01"),
        ("a", "b", "x", "2026-01-01"),
        ("a", "bx", "", "2026-01-01"),
        ("ab", "", "", ""),
    ]
    assert len({Entry(DAY, "t", each).uid for each in about}) == len(about)


@given(
    st.lists(st.tuples(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.text(max_size=120)), max_size=5),
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
)
def test_whatever_the_titles_the_events_come_back(found: list[tuple[date, str]], day: date) -> None:
    made = [Entry(when, " ".join(text.split()), (str(n),)) for n, (when, text) in enumerate(found) if _printable(text)]
    data, count = calendar_bytes(made, day)
    assert count == len(made)
    assert [(e["dtstart"].dt, str(e["summary"])) for e in events(data)] == [(entry.day, entry.title) for entry in made]
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def _printable(text: str) -> bool:
    return all(c.isprintable() for c in text) and "\\" not in text
