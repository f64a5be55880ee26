"""Drafts: on disk after each save, whoever kills whom; two terminals lose nothing of each other's."""

import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from file_modes import obeying_modes
from support import AT, environment

from kontant.errors import NotFound, Refused, StoreError
from kontant.model.records import NoteFields
from kontant.store import drafts
from kontant.store.reading import reading
from kontant.store.writes import writing

LATER = "2026-11-22T09:00:00+00:00"
# Another process that goes on with a draft, one question after the other, and says what it saved where.
SAVING = """
import sys
from pathlib import Path
from kontant.store import drafts
from kontant.store.reading import reading
path, who = Path(sys.argv[1]), sys.argv[2]
with reading(path) as connection:
    draft = drafts.draft(connection, int(sys.argv[3]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[4])):
    answers = {**draft.answers, f"{who}{number}": "ja, på Århus Ø"}
    draft = drafts.save(path, draft, answers=answers, place=f"q{number}", partial=None, at="2026-11-22T09:00:00+00:00")
    print(draft.id, number, flush=True)
"""


@pytest.fixture
def draft(caseload, fill):
    fill("cases", case_ref="a", name="Åse")
    return begin(caseload)


def begin(caseload):
    return drafts.start(
        caseload,
        case_ref="a",
        form="conversation",
        version=2,
        date=date(2026, 11, 20),
        caseworker="lbh",
        who="x",
        at=AT,
    )


def save(caseload, draft, answers, place=None, partial=None):
    return drafts.save(caseload, draft, answers=answers, place=place, partial=partial, at=LATER)


def on_disk(caseload, number):
    with reading(caseload) as connection:
        return drafts.draft(connection, number)


def listed(caseload, **more):
    with reading(caseload) as connection:
        return [found.id for found in drafts.drafts(connection, **more)]


def another(caseload, draft, who, saves):
    words = [sys.executable, "-c", SAVING, str(caseload), who, str(draft.id), str(saves)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = subprocess.Popen(words, env=environment(), **pipes)
    assert started.stdout.readline() == "ready\n"
    return started


def go(process):
    process.stdin.write("\n")
    process.stdin.flush()


def test_a_new_draft_is_on_disk_without_answers(caseload, draft):
    told = (1, "a", "conversation", 2, date(2026, 11, 20), "lbh", "x", AT, AT, {}, None, None, 1, None)
    assert draft == told
    assert on_disk(caseload, 1) == draft
    assert on_disk(caseload, 2) is on_disk(caseload, 10**30) is None


def test_what_is_saved_is_read_back(caseload, draft):
    answers = {"mål": "Århus\nØ", "n": 1.5, "liste": [{"hvem": "æ", "dato": None}], "ja": True}
    saved = save(caseload, draft, answers, "goal", "halvt ord")
    assert (saved.id, saved.answers, saved.place, saved.partial) == (1, answers, "goal", "halvt ord")
    assert (saved.started, saved.saved, saved.revision) == (AT, LATER, 2)
    assert on_disk(caseload, 1) == saved
    answers["mål"] = "changed in memory alone"
    assert saved.answers["mål"] == "Århus\nØ"


def test_an_older_hand_saves_into_a_draft_of_its_own(caseload, draft):
    first = save(caseload, draft, {"a": 1})
    second = save(caseload, draft, {"b": 2})
    assert (second.id, second.revision, second.started, second.answers) == (2, 1, AT, {"b": 2})
    assert on_disk(caseload, 1) == first and on_disk(caseload, 2) == second
    third = save(caseload, second, {"b": 2, "c": 3})
    assert (third.id, third.revision) == (2, 2)


def test_the_latest_saved_is_listed_first(caseload, draft):
    other = begin(caseload)
    assert listed(caseload) == [2, 1]
    save(caseload, draft, {})
    assert listed(caseload) == [1, other.id]


def test_discarded_and_restored(caseload, draft):
    saved = save(caseload, draft, {"a": 1})
    drafts.discard(caseload, 1, at=LATER)
    assert (listed(caseload), listed(caseload, discarded=True)) == ([], [1])
    assert on_disk(caseload, 1).discarded == LATER
    drafts.restore(caseload, 1)
    assert (listed(caseload), listed(caseload, discarded=True)) == ([1], [])
    assert on_disk(caseload, 1).answers == saved.answers


def test_to_discard_or_restore_twice_changes_nothing(caseload, draft):
    drafts.restore(caseload, 1)
    assert on_disk(caseload, 1) == draft
    drafts.discard(caseload, 1, at=LATER)
    discarded = on_disk(caseload, 1)
    drafts.discard(caseload, 1, at="2027-01-01T00:00:00+00:00")
    assert on_disk(caseload, 1) == discarded


def test_what_another_terminal_discarded_does_not_swallow_words(caseload, draft):
    drafts.discard(caseload, 1, at=LATER)
    saved = save(caseload, draft, {"a": 1})
    assert (saved.id, saved.discarded) == (2, None)
    assert listed(caseload) == [2] and listed(caseload, discarded=True) == [1]


@pytest.mark.parametrize("change", [drafts.restore, lambda path, number: drafts.discard(path, number, at=AT)])
def test_no_such_draft(caseload, draft, change):
    for number in (2, 10**30):
        with pytest.raises(NotFound, match=f"no draft {number}"):
            change(caseload, number)


def finish(caseload, draft):
    with writing(caseload, command="note", who="x", at=AT) as writer:
        note = NoteFields(case_ref="a", date=draft.date, template="conversation", text="Ord")
        writer.insert("notes", note, extra={"nr": 1, "form": draft.form, "version": draft.version})
        drafts.finish(writer, draft)


def test_a_finished_draft_is_gone_and_its_number_never_given_again(caseload, draft):
    finish(caseload, draft)
    assert on_disk(caseload, 1) is None
    assert begin(caseload).id == 2
    # A terminal that still holds it saves its words beside.
    assert save(caseload, draft, {"a": 1}).id == 3


def test_a_draft_that_was_gone_on_with_elsewhere_is_not_finished(caseload, draft, contents):
    saved = save(caseload, draft, {"a": 1})
    with pytest.raises(Refused, match="Draft 1 was changed in another terminal"):
        finish(caseload, draft)
    assert contents()["notes"] == []
    assert on_disk(caseload, 1) == saved
    finish(caseload, saved)
    with pytest.raises(Refused):
        finish(caseload, saved)
    assert len(contents()["notes"]) == 1


def test_drafts_are_in_no_log(caseload, draft):
    save(caseload, draft, {"a": 1})
    drafts.discard(caseload, 1, at=LATER)
    with reading(caseload) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (1,)


def test_two_processes_at_once_lose_nothing_of_each_other(caseload, draft):
    both = {who: another(caseload, draft, who, 40) for who in ("eva", "lbh")}
    for process in both.values():
        go(process)
    ended = {who: process.communicate(timeout=60)[0].split() for who, process in both.items()}
    assert [process.returncode for process in both.values()] == [0, 0]
    ids = {who: int(words[-2]) for who, words in ended.items()}
    assert set(ids.values()) == {1, 2}
    for who, number in ids.items():
        assert list(on_disk(caseload, number).answers) == [f"{who}{n}" for n in range(40)]


def test_a_killed_process_leaves_all_that_it_had_saved(caseload, draft):
    process = another(caseload, draft, "eva", 100_000)
    go(process)
    told = [process.stdout.readline() for _ in range(20)]
    process.send_signal(signal.SIGKILL)
    told += process.stdout.readlines()
    process.wait()
    last = int([line for line in told if line.endswith("\n")][-1].split()[1])
    # One more may have been saved and not yet been told of.
    assert len(on_disk(caseload, 1).answers) in (last + 1, last + 2)
    assert save(caseload, on_disk(caseload, 1), {"a": 1}).id == 1


def test_a_save_loads_no_models_and_takes_milliseconds(caseload, draft):
    script = (
        "import sys\nfrom pathlib import Path\nfrom kontant.store import drafts, journal, note_search\n"
        "from kontant.store.reading import reading\npath = Path(sys.argv[1])\n"
        "with reading(path) as c:\n    found = drafts.draft(c, 1)\n    journal.notes_of(c, 'a')\n"
        "    note_search.find(c, 'x')\n"
        "drafts.save(path, found, answers={}, place=None, partial=None, at='t')\n"
        "print({'sqlmodel', 'sqlalchemy', 'pydantic', 'alembic'} & sys.modules.keys() or 'none')"
    )
    words = [sys.executable, "-c", script, str(caseload)]
    run = subprocess.run(words, env=environment(), capture_output=True, text=True, check=False)
    assert run.stdout == "none\n", run.stderr
    current, took = on_disk(caseload, 1), []
    for number in range(10):
        began = time.perf_counter()
        current = save(caseload, current, {"n": number, "text": "ord " * 2000})
        took.append(time.perf_counter() - began)
    assert sorted(took)[5] < 0.1


def test_a_file_that_cannot_be_written_is_told(caseload, draft):
    caseload.chmod(0o400)
    with pytest.raises(StoreError, match="read-only"):
        obeying_modes(lambda: save(caseload, draft, {}))


def test_a_file_that_another_program_holds_is_told_and_the_words_can_be_saved_later(caseload, draft, monkeypatch):
    monkeypatch.setattr("kontant.store.opening.BUSY_SECONDS", 0.05)
    with writing(caseload, command="test", who="x", at=AT), pytest.raises(StoreError, match="in use"):
        save(caseload, draft, {"a": 1})
    assert save(caseload, draft, {"a": 1}).id == 1
