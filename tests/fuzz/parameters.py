"""A municipality's own files fuzzed: of parameters, through every rule and its words, and of note templates.

What the loaders let through must serve: the rules judge sample cases by it, a note is asked and told by it.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import note_case
import support
from fuzz.target import DAY, Call, Target, refused_well

from kontant.errors import KontantError
from kontant.i18n import choose_language
from kontant.notes.answers_file import blank, read_file
from kontant.notes.effects import Head, planned
from kontant.notes.facts import CaseFacts
from kontant.notes.guide import Guide
from kontant.notes.names import RESERVED
from kontant.notes.render import text as told
from kontant.notes.template_file import BUILT_IN as FORMS
from kontant.notes.template_file import check_file
from kontant.notes.values import BadAnswers
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag
from kontant.rules.law import Law
from kontant.rules.parameter_file import BUILT_IN, CHECKS, load, own_values
from kontant.rules.wording import arithmetic, facts_text, summary, why_quiet
from kontant.store import journal, timelines
from kontant.store.reading import reading

_DAYS = (date(2019, 6, 30), DAY, date(2199, 12, 31))
_CASES = 20
_ID = re.compile(r'id\s*=\s*"([a-z0-9_]{1,30})"')


def _parameters(folder: Path) -> Call:
    file, built_in = folder / "ours.toml", load()
    with reading(support.imported(folder, "edges")) as connection:
        cases = list(islice(timelines.all_timelines(connection, timelines.TABLES), _CASES))

    def run(data: bytes) -> None:
        file.write_bytes(data)
        try:
            own = own_values(file, built_in, DAY)
        except KontantError as error:
            refused_well(error, of_people=False)
            return
        day = _DAYS[len(data) % len(_DAYS)]
        asked = [rule.id for rule in RULES.values() if own.keys() & set(rule.all_parameters)]
        rules = Evaluator(built_in.with_local(own), day, rules=asked)
        rules.silent()
        for said in (each for t in cases if t.case.is_open(day) for each in rules.account(t)):
            assert (summary(said) if isinstance(said, Flag) else why_quiet(said)).strip()
            arithmetic(said)
            facts_text(said)

    return run


def _parameter_seeds() -> Iterator[bytes]:
    """The built-in records, each in a file of its own as a municipality would write it."""
    for part in re.split(r"\n(?=\[\[)", BUILT_IN.read_text(encoding="utf-8")):
        if part.startswith("[["):
            record = re.sub(r'^basis = ".*"$', 'basis = "local"', part.split("\n\n")[0], flags=re.MULTILINE)
            yield record.encode()
    yield b'["contact.register"]\nen = "x"\nda = "y"\n[["contact.register".values]]\nfrom = 2020-01-01\n'


def _templates(folder: Path) -> Call:
    with reading(note_case.rich_caseload(folder)) as connection:
        t = timelines.timeline(connection, note_case.CASE)
        notes = journal.notes_of(connection, note_case.CASE, until=DAY)
    law = Law(load(None, today=DAY), DAY)
    assert t is not None

    def run(data: bytes) -> None:
        named = _ID.search(data.decode("utf-8", "ignore"))
        file = folder / f"{named[1] if named else 'free'}.toml"
        file.write_bytes(data)
        try:
            form = check_file(file)
        except KontantError as error:
            refused_well(error, of_people=False)
            return
        finally:
            file.unlink()
        way = Guide(form, CaseFacts(t, notes, law, DAY, form, "eva", DAY), {}, DAY, DAY, "eva")
        for example in (False, True):
            given = read_file(blank(form, example), "answers.toml")
            try:
                way.fill({key: value for key, value in given.items() if key not in RESERVED})
            except BadAnswers as error:
                refused_well(error, of_people=False)
        for language in ("da", "en"):
            choose_language(language)
            assert told(form, way.final(), note_date=DAY, caseworker="eva").strip()
        try:
            planned(form, way.final(), way.facts, Head(DAY, "eva", DAY))
        except KontantError as error:
            refused_well(error, of_people=False)

    return run


def _template_seeds() -> Iterator[bytes]:
    for file in sorted(FORMS.glob("*.toml")):
        whole = file.read_text(encoding="utf-8")
        yield whole.encode()
        parts = re.split(r"\n(?=\[\[)", whole)
        for part in parts[1:]:
            yield (parts[0] + "\n" + part).encode()


_SIGNS = (
    b'"""', b"'''", b"[[", b"]]", b" = ", b"[]", b"{}", b"true", b"nan", b"inf", b"1e400", b"-1", b"0x10", b"9" * 20,
    b"2026-11-22", b"9999-12-31", b"0001-01-01", b"08:00:00", b"\\u0000", b"\\ud800", b"[[[[[[[[", b"{a={a={a=",
    b"a.a.a.a.a", b"\n", b"#",
)  # fmt: skip
_PARAMETER_WORDS = (
    *_SIGNS, b"value", b"from", b"to", b"applies_to", b"basis", b"source", b"source_da", b"checked", b"unverified",
    b"unknown", b"introduced", b'"local"', b'"job_ready"', b"values", *(f'[["{n}".values]]\n'.encode() for n in CHECKS),
)  # fmt: skip
_TEMPLATE_WORDS = (
    *_SIGNS, b"[[questions]]", b"[[changes]]", b"[[checks]]", b"when", b"known", b"default", b"example", b"earliest",
    b"latest", b"choices", b"columns", b"table", b"which", b"for_each", b"required", b"show_last", b"$note.date",
    b"$answer.", b"$fact.", b"$row", b"$last", b"$today", b"day_before", b"day_after", b"count", b"first", b"later",
    b"lines", b"answer", b"fact", b"is", b"is_not", b"filled", b"differs_from", b"set", b"do", b"add", b"change",
    b"text", b"long_text", b"date", b"number", b"yes_no", b"choice", b"several", b"list", b"record", b"records",
)  # fmt: skip

PARAMETERS = Target("parameters", "a file of parameters", _parameters, _parameter_seeds, _PARAMETER_WORDS)
TEMPLATES = Target("templates", "a note template", _templates, _template_seeds, _TEMPLATE_WORDS)
