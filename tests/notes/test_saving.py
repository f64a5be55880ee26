"""Saving a note: all of it in one transaction, read back as it was given, or nothing at all, whatever happens."""

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from threading import Thread

import pytest
import support
from sqlalchemy import event
from sqlmodel import Session

from kontant.errors import Refused, StoreError
from kontant.i18n import choose_language
from kontant.model.timeline import Conversation, Goal
from kontant.notes import render
from kontant.notes.saving import save
from kontant.store import drafts, log
from kontant.store.reading import reading
from kontant.store.undo import plan, undo

from .made import DAY, REF, Change, case, day, facts, question, template
from .saved import ANSWERS, FORM, a_draft, arguments, start, the_draft
from .stored import case_in, events, everything, journal_in, store

# Random, and the same every time.
KILLS = 25
SEED = 20261122


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return support.empty_caseload(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def path(empty, tmp_path):
    return store(empty, tmp_path / "case.sqlite", start())


class TestOneNote:
    def test_the_note_reads_back_as_it_was_given(self, path):
        a_draft(path)
        saved = save(path, **arguments(path))
        (written,) = journal_in(path)
        assert written.answers == ANSWERS
        assert list(written.answers) == list(ANSWERS)
        assert (written.id, written.template, written.nr) == (saved.note_id, "conversation", 1)
        assert (written.form, written.version, written.caseworker) == ("own_form", 1, "lbh")
        asked = {key: value for key, value in ANSWERS.items() if key != "_unasked"}
        text = render.text(FORM, asked, note_date=DAY, caseworker="lbh")
        assert written.text == text
        assert "Øjvind" in text
        assert "til overs" not in text
        assert the_draft(path) is None

    def test_the_case_is_changed_as_told(self, path):
        saved = save(path, **arguments(path))
        t = case_in(path)
        assert t.conversations == [
            Conversation(DAY, "job", "held", "lbh", None),
            Conversation(day("2027-01-04"), "job", "planned", None, None),
        ]
        assert t.goals == [
            Goal("sub", "Møde fast", day("2026-01-01"), day("2026-12-24"), None),
            Goal("sub", "Tage bussen alene", DAY, None, None),
        ]
        assert [change.table for change in saved.changes] == ["conversations", "goals", "goals", "conversations"]
        with reading(path) as connection:
            assert saved.changes == [c for c in log.changes(connection, saved.event_id) if c.table != "notes"]

    def test_it_is_one_event_that_undo_takes_back(self, path):
        before, count = everything(path), events(path)
        saved = save(path, **arguments(path))
        with reading(path) as connection:
            event = log.event(connection, saved.event_id)
        assert event is not None
        assert (event.command, event.who, event.changes) == ("note own_form", "tester", 5)
        assert events(path) == count + 1
        undo(path, plan(path, saved.event_id), who="tester", at=support.AT)
        assert everything(path) == before

    def test_several_notes_of_a_day_are_numbered(self, path):
        first, second = (save(path, **arguments(path)) for _ in range(2))
        assert [note.nr for note in journal_in(path)] == [2, 1]
        assert second.note_id == first.note_id + 1
        assert [change.table for change in second.changes] == []

    def test_the_words_are_those_of_the_language(self, path):
        choose_language("da")
        save(path, **arguments(path))
        assert "Words (da)" in str(journal_in(path)[0].text)

    def test_the_scope_of_a_review_is_that_of_the_chosen_exemption(self, empty, tmp_path):
        path = store(empty, tmp_path / "case.sqlite", start())
        save(path, **arguments(path, answers={"exemption": "hours_225 2026-01-01"}))
        assert journal_in(path)[0].scope == "hours_225"


def test_once_it_is_saved_nothing_can_make_it_look_as_if_it_were_not(path):
    """As where another program takes the file at that moment: a person told of a failure would save it twice."""
    given = arguments(path)

    def now_nobody_can_read_it(_session):
        with closing(sqlite3.connect(path)) as opened:
            opened.execute("PRAGMA user_version = 999")

    event.listen(Session, "after_commit", now_nobody_can_read_it)
    try:
        saved = save(path, **given)
    finally:
        event.remove(Session, "after_commit", now_nobody_can_read_it)
    with pytest.raises(StoreError), reading(path):
        pass
    assert [change.table for change in saved.changes] == ["conversations", "goals", "goals", "conversations"]


class TestRefused:
    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            ({"answers": ANSWERS | {"next": "2026-11-20"}}, "A conversation cannot be planned for 2026-11-20"),
            ({"answers": ANSWERS | {"goals": [{"title": "x" * 401}]}}, "Goal: title: too long; at most 400 characters"),
            ({"note_date": day("2019-12-31")}, "was opened on 2020-01-01; a note cannot lie before that"),
            ({"note_date": day("2026-11-23")}, "A note is not written for a day to come"),
            ({"case_ref": "2020-99999"}, "Case 2020-99999 is not in the caseload any more"),
            ({"caseworker": "x" * 61}, "Note: caseworker: too long; at most 60 characters"),
        ],
    )
    def test_nothing_is_written_and_the_draft_is_as_it_was(self, path, more, sentence):
        draft, before, count = a_draft(path), everything(path), events(path)
        with pytest.raises(Refused, match=sentence):
            save(path, **arguments(path, **more))
        assert everything(path) == before
        assert events(path) == count
        assert the_draft(path) == draft

    def test_a_record_that_has_gone_since_is_told(self, path):
        form = template(
            question("offer", "record", table="offers", which="running"),
            changes=(Change("offers", "change", key="$answer.offer", set={"outcome": "completed"}),),
        )
        answers = {"offer": "mentor 2026-06-02"}
        with pytest.raises(Refused, match="There is no such record"):
            save(path, **arguments(path, template=form, answers=answers))

    def test_a_draft_that_another_terminal_went_on_with_is_not_lost(self, path):
        draft = a_draft(path)
        newer = drafts.save(path, draft, answers={"words": "nyere"}, place=None, partial=None, at=support.AT)
        before = everything(path)
        with pytest.raises(Refused, match="another terminal"):
            save(path, **arguments(path, draft=draft))
        assert everything(path) == before
        assert the_draft(path) == newer


def test_two_at_once_are_both_saved(path):
    given = arguments(path)
    failed = []

    def one():
        try:
            save(path, **given)
        except Exception as error:  # told below, in the test's own thread
            failed.append(error)

    threads = [Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [note.nr for note in journal_in(path)] == [4, 3, 2, 1]


def test_facts_may_be_of_a_moment_ago(path):
    """What the answers were given to is what is changed, though the case has moved on since."""
    given = arguments(path)
    save(path, **arguments(path))
    assert save(path, **given).changes == []
    assert facts(case()).value("coordinator", {}) is None


@pytest.fixture(scope="module")
def server():
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["kontant.notes.saving", "notes.killed"])
    return context


@pytest.mark.skipif(os.name != "posix", reason="no SIGKILL")
class TestKilled:
    """A process of its own saves and is killed; the file must hold all of the note or nothing of it."""

    @pytest.fixture
    def outcome(self, path):
        """What the file holds after a kill: ``before`` or ``after``, and never anything else."""
        a_draft(path)
        whole = path.with_name("whole.sqlite")
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(whole)) as target:
            source.backup(target)
        states = {"before": _state(path)}
        save(whole, **arguments(whole))
        states["after"] = _state(whole)

        def of(killed):
            with closing(sqlite3.connect(killed)) as opened:
                assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
            (found,) = [name for name, state in states.items() if state == _state(killed)]
            return found

        return of

    def _fresh(self, path, number):
        copy = path.with_name(f"{number}.sqlite")
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        return copy

    def test_at_random_moments(self, server, path, outcome):
        random.seed(SEED)
        with _child(server, self._fresh(path, "timed")) as (process, told):
            began = time.perf_counter()
            told.send("go")
            told.recv()
            whole = time.perf_counter() - began
            process.join()
        found = []
        for number in range(KILLS):
            copy = self._fresh(path, number)
            with _child(server, copy) as (process, told):
                told.send("go")
                time.sleep(random.uniform(0, whole * 1.1))
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
                process.join()
            found.append(outcome(copy))
        assert len(found) == KILLS

    def test_before_every_statement(self, server, path, outcome):
        found = []
        while "after" not in found:
            copy = self._fresh(path, f"at-{len(found)}")
            with _child(server, copy, len(found) + 1) as (process, told):
                told.send("go")
                process.join()
            found.append(outcome(copy))
            assert process.exitcode == (-signal.SIGKILL if found[-1] == "before" else 0)
        assert len(found) > 10
        assert found.count("before") == len(found) - 1


@contextmanager
def _child(server, path, at_statement=None):
    """A process that has read the case and is about to save the note."""
    # By the name under which a new process finds it: the folder of all tests is on its path.
    from notes.killed import save_when_told

    here, there = server.Pipe()
    process = server.Process(target=save_when_told, args=(path, there, at_statement), daemon=True)
    process.start()
    there.close()
    assert here.recv() == "ready"
    yield process, here
    here.close()


def _state(path):
    """All that the file holds, the log and the drafts included; when an event was is no part of it."""
    with closing(sqlite3.connect(path)) as opened:
        more = [opened.execute(f"SELECT * FROM {name}").fetchall() for name in ("events", "drafts")]
        images = opened.execute('SELECT event_id, seq, table_name, "key", "before", "after" FROM changes').fetchall()
        words = opened.execute("SELECT rowid FROM note_words WHERE note_words MATCH '\"æblegården\"'").fetchall()
    # The columns of an image come in any order.
    changes = [(*where, *(text and json.loads(text) for text in (before, after))) for *where, before, after in images]
    return everything(path), more, changes, words


def test_the_case_of_these_tests_is_the_one_saved(path):
    assert case_in(path).case.case_ref == REF
