"""Any sequence of changes at the command line, taken back in reverse, leaves the caseload as it was."""

import shutil
import sqlite3
import sys
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontant.cli import entry
from kontant.model.tables import ROWS
from kontant.store import log
from kontant.store.reading import reading

REFS = ("2026-1", "2026-2")
DAYS = ("2026-11-01", "2026-11-10", "2026-11-20", "2026-12-01")

refs = st.sampled_from(REFS)
days = st.sampled_from(DAYS)
names = st.text(st.characters(categories=("L",)), min_size=1, max_size=8)
adds = st.builds(
    lambda ref, name, day, more: ("add", "--ref", ref, "--name", name, "--opened", day, *more),
    refs,
    names,
    days,
    st.sampled_from([(), ("--caseworker", "eva"), ("--challenges", "mental|social")]),
).map(lambda words: (*words, "--target-group", "job_ready", "--track", "job"))
edits = st.builds(
    lambda ref, option: ("edit", ref, *option),
    refs,
    st.one_of(
        st.tuples(st.just("--name"), names),
        st.tuples(st.just("--track"), st.sampled_from(["job", "exempt"])),
        st.tuples(st.just("--opened"), days),
        st.tuples(st.just("--gender"), st.sampled_from(["", "female"])),
    ),
)
closes = st.builds(lambda ref, day: ("close", ref, "--reason", "job", "--on", day), refs, days)
reopens = st.builds(lambda ref: ("reopen", ref), refs)
assigns = st.builds(
    lambda ref, who, day: ("assign", ref, who, "--from", day), refs, st.sampled_from(["eva", "lbh", "tso"]), days
)
undoes = st.just(("undo",))
steps = st.lists(st.one_of(adds, edits, closes, reopens, assigns, undoes), min_size=1, max_size=12)


@pytest.fixture
def kontant(caseload, monkeypatch):
    def call(*words):
        monkeypatch.setattr(sys, "argv", ["kontant", *words])
        return entry.run()

    return call


@given(steps=steps)
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_undoing_everything_in_reverse_is_doing_nothing(steps, caseload, empty_caseload, kontant):
    _start_anew(caseload, empty_caseload)
    kontant("case", "add", *_words("2026-1"))
    first = _contents(caseload)
    for step in steps:
        # Some are refused (closing what is closed); a refusal must change nothing, and the rest must be undone.
        before = _contents(caseload)
        code = kontant("undo", "--yes") if step == ("undo",) else kontant("case", *step)
        assert code in (0, 1, 2)
        assert code == 0 or _contents(caseload) == before
    for number in _standing(caseload):
        assert kontant("undo", str(number), "--yes") == 0
    if _standing_all(caseload):
        assert _contents(caseload) == first
    else:
        assert not any(_contents(caseload).values())


def _words(ref):
    return ("--ref", ref, "--name", "Åse", "--opened", "2026-11-10", "--target-group", "job_ready", "--track", "job")


def _start_anew(caseload, empty_caseload):
    for leftover in caseload.parent.glob(caseload.name + "*"):
        leftover.unlink()
    shutil.copy(empty_caseload, caseload)


def _contents(caseload):
    with closing(sqlite3.connect(caseload)) as opened:
        return {name: opened.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall() for name in ROWS}


def _standing(caseload):
    """The events after the first that stand and are not undoings, newest first."""
    return [number for number in _standing_all(caseload) if number > 1]


def _standing_all(caseload):
    with reading(caseload) as connection:
        return [
            event.id
            for event in log.events(connection)
            if event.undoes is None and log.form_now(connection, event) is not None
        ]
