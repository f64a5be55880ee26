"""Answers files fuzzed: of a note, through the guide of every built-in template and into the journal, and of a review.

What a guide takes must be what a caseload can keep (JSON), read the same again, and be told in both languages.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import note_case
from fuzz.target import AT, BETWEEN, DAY, Call, Target, as_text, refused_well

from kontant.cli.review_file import of_head
from kontant.cli.review_file import read as read_review
from kontant.errors import KontantError
from kontant.i18n import choose_language
from kontant.notes.answers_file import blank, read_file
from kontant.notes.facts import CaseFacts
from kontant.notes.guide import Guide
from kontant.notes.names import RESERVED
from kontant.notes.render import text as told
from kontant.notes.saving import save
from kontant.notes.template import Template
from kontant.notes.template_file import available
from kontant.notes.values import BadAnswers
from kontant.rules.law import Law
from kontant.rules.parameter_file import load
from kontant.store import journal, timelines
from kontant.store.reading import reading

_FORMS = available(None)
_WHO = "eva"


class _Desk:
    """A caseload in which every form has something to speak of, and each form's facts of its case."""

    def __init__(self, folder: Path) -> None:
        self.kept = note_case.rich_caseload(folder)
        self.used = folder / "used.sqlite"
        self.review_file = folder / "review.toml"
        with reading(self.kept) as connection:
            t = timelines.timeline(connection, note_case.CASE)
            notes = journal.notes_of(connection, note_case.CASE, until=DAY)
        law = Law(load(None, today=DAY), DAY)
        assert t is not None
        self.facts = {code: CaseFacts(t, notes, law, DAY, form, _WHO, DAY) for code, form in _FORMS.items()}

    def guide(self, form: Template, answers: dict[str, object]) -> Guide:
        return Guide(form, self.facts[form.id], answers, DAY, DAY, _WHO)

    def fill(self, form: Template, text: str) -> None:
        try:
            given = read_file(text, "answers.toml")
            way = self.guide(form, {})
            way.fill({key: value for key, value in given.items() if key not in RESERVED})
        except BadAnswers as error:
            for sentence in error.faults.values():
                refused_well(sentence)
            return
        except KontantError as error:
            refused_well(error)
            return
        self._filled(form, way)

    def _filled(self, form: Template, way: Guide) -> None:
        final = way.final()
        kept = json.loads(json.dumps(final, allow_nan=False))
        assert kept == final, "answers that JSON does not hold"
        again = self.guide(form, {key: value for key, value in kept.items() if not key.startswith("_")})
        assert again.final().items() <= final.items(), "answers that read otherwise the second time"
        for language in ("da", "en"):
            choose_language(language)
            assert told(form, final, note_date=DAY, caseworker=_WHO).strip()
        if not way.missing():
            self._save(form, way)

    def _save(self, form: Template, way: Guide) -> None:
        for left in self.used.parent.glob(f"{self.used.name}*"):
            left.unlink()
        shutil.copyfile(self.kept, self.used)
        try:
            save(
                self.used, template=form, answers=way.final(), facts=way.facts, case_ref=note_case.CASE, note_date=DAY,
                caseworker=_WHO, draft=None, who=_WHO, at=AT, today=DAY,
            )  # fmt: skip
        except KontantError as error:
            refused_well(error)
            return
        with reading(self.used) as connection:
            assert journal.notes_of(connection, note_case.CASE, until=DAY)

    def review(self, data: bytes) -> None:
        self.review_file.write_bytes(data)
        try:
            given = read_review(str(self.review_file))
            of_head(given, "case", None)
            of_head(given, "reviewer", "eva")
        except KontantError as error:
            refused_well(error)


def _prepare(folder: Path) -> Call:
    desk, forms = _Desk(folder), list(_FORMS.values())

    def run(data: bytes) -> None:
        which, inside = (data[:1] or b"\0")[0] % (len(forms) + 1), data[1:]
        if which == len(forms):
            desk.review(inside)
        else:
            desk.fill(forms[which], as_text(inside))

    return run


def _seeds() -> Iterator[bytes]:
    for place, form in enumerate(_FORMS.values()):
        for example in (True, False):
            lines = [line for line in blank(form, example).split("\n") if line and not line.startswith("# ")]
            yield bytes((place,)) + "\n".join(lines).encode()
        yield bytes((place,)) + json.dumps({q.id: "x" for q in form.questions}).encode()
    yield bytes((len(_FORMS),)) + b'case = "2020-7"\nreviewer = "eva"\nrecords = false\ncontact-enough = "yes"\n'
    yield bytes((len(_FORMS),)) + b'[contact-enough]\nanswer = "no"\nremark = "x"\n'


_WORDS = (
    b'"""', b"'''", b"[[", b"]]", b" = ", b"[]", b"{}", b"true", b"nan", b"inf", b"-inf", b"1e400", b"2026-11-22",
    b"2026-11-22T08:00:00Z", b"08:00:00", b"0x7fffffffffffffff", b"\\u0000", b"\\ud800", b"\\U0010ffff", b"new",
    b"today", b"+14d", b"_from_case", b"_unasked", b"_editing", b"template", b"date", b"caseworker", b"offer", b"story",
    b'{"a": 1}', b"[[[[[[[[", b'{"a":{"a":{"a":', b"$fact.track", b"$answer.form", b"work_placement 2026-09-01",
    *(f'"{code}"'.encode() for code in _FORMS), *(q.id.encode() for form in _FORMS.values() for q in form.questions),
    BETWEEN,
)  # fmt: skip

ANSWERS = Target("answers", "answers files of notes and reviews", _prepare, _seeds, _WORDS)
