"""Any set of valid answers to any built-in form saves, reads back equal, changes the case as its steps say, and undo
gives the case before.
"""

import itertools
import json
import re
from datetime import date

import pytest
import support
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kontant.errors import Refused
from kontant.model.timeline import Note
from kontant.model.vocabulary import RECORD, name_of
from kontant.notes.checks import concerns
from kontant.notes.effects import Head, planned, told
from kontant.notes.facts import CaseFacts
from kontant.notes.guide import Guide
from kontant.notes.saving import save
from kontant.notes.situation import key_of
from kontant.notes.template_file import available
from kontant.rules.evaluate import Evaluator
from kontant.rules.law import Law
from kontant.store.undo import plan, undo

from .drawn import answer_all, cases
from .made import DAY, REF, parameters
from .oracle import after, sorted_records
from .stored import case_in, everything, journal_in, store

TEMPLATES = available(None)
DATES = [DAY, DAY, DAY, date(2026, 11, 19), date(2026, 10, 1)]
# What only the rest of the case can tell: another record stands in the way.
MAY_REFUSE = re.compile("the two would overlap|end it first|begins as .* on that same day|cannot be planned again")
# Only what is to be added can be there already, and only where it is.
THERE = re.compile(r"There is such a record \((.*)\) already; change it instead\.")
_numbers = itertools.count()


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return support.empty_caseload(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cases")


@pytest.mark.parametrize("form", sorted(TEMPLATES))
# Without shrinking: an example costs a file, and what was drawn is told as it is.
@settings(max_examples=10, phases=[Phase.generate])
@given(data=st.data())
def test_any_valid_answers(form, data, empty, folder):
    template = TEMPLATES[form]
    day = data.draw(st.sampled_from(DATES), label="date")
    path = store(empty, folder / f"{next(_numbers)}.sqlite", data.draw(cases(day), label="case"))
    # The second note finds the first one in the journal.
    for _ in range(data.draw(st.integers(1, 2), label="notes")):
        _write_one(path, template, day, data)
    path.unlink()


def _save(path, template, answers, facts, day):
    return save(
        path,
        template=template,
        answers=answers,
        facts=facts,
        case_ref=REF,
        note_date=day,
        caseworker="lbh",
        draft=None,
        who="tester",
        at=support.AT,
        today=DAY,
    )


def _may_refuse(refusal, steps, before):
    there = THERE.fullmatch(refusal)
    if there is None:
        return MAY_REFUSE.search(refusal)
    tables = {step.table for step in steps if step.do == "add" and _is_there(step, before)}
    return there[1] in {name_of(RECORD, table) for table in tables}


def _is_there(step, before):
    return any(key_of(step.table, record) == " ".join(step.key.values()) for record in getattr(before, step.table))


def _write_one(path, template, day, data):
    before, untouched = case_in(path), everything(path)
    facts = CaseFacts(before, journal_in(path), Law(parameters(), day), day, template, "lbh", DAY)
    guide = Guide(template, facts, {}, day, DAY, "lbh")
    answer_all(data.draw, guide)
    answers = guide.final()
    steps = planned(template, answers, facts, Head(day, "lbh", DAY))
    assert len(told(steps)) == len(steps)
    concerns(template, answers, facts, ["Bente Møller"])

    try:
        saved = _save(path, template, answers, facts, day)
    except Refused as refusal:
        assert _may_refuse(str(refusal), steps, before), refusal
        assert everything(path) == untouched
        return

    written = next(note for note in journal_in(path) if note.id == saved.note_id)
    assert written.answers == answers
    assert (written.form, written.version, written.template) == (template.id, template.version, template.kind)
    stored = case_in(path)
    kept = json.dumps(answers, ensure_ascii=False, separators=(",", ":"))
    expected = after(before, steps, Note(day, template.kind, written.scope, kept))
    assert stored.case == expected.case
    assert sorted_records(stored) == sorted_records(expected)
    rules = Evaluator(parameters(), DAY)
    assert rules.flags(stored) == rules.flags(expected)

    if data.draw(st.booleans(), label="undone"):
        undo(path, plan(path, saved.event_id), who="tester", at=support.AT)
        assert everything(path) == untouched
        assert rules.flags(case_in(path)) == rules.flags(before)
