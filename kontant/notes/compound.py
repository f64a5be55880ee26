"""Answers made of several: the rows of a list, and the records of the case that were chosen."""

import difflib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from unicodedata import normalize

from kontant.i18n import _
from kontant.model.vocabulary import folded
from kontant.notes.keys import key_parts, key_words
from kontant.notes.names import COLUMNS, KEYS, NEW, SHOWN_KEY
from kontant.notes.single import is_empty, read_single
from kontant.notes.template import Column, Question
from kontant.notes.typed import BadAnswer, listed, several

Choices = Sequence[tuple[str, str]]

_NEW_WORDS = (NEW, "a new one", "a new record", "ny", "nyt", "en ny", "et nyt", "ny registrering", "en ny registrering")


def read_rows(question: Question, raw: Any, note_date: date, today: date) -> list[dict[str, Any]] | None:
    """The rows of a list, each with its filled columns; empty rows are left out."""
    given = several(raw)
    rows = (_row(question, number, row, note_date, today) for number, row in enumerate(given, 1))
    return [row for row in rows if row] or None


def read_cell(column: Column, raw: Any, note_date: date, today: date) -> Any:
    """The JSON form of one cell; None for an empty one. Raises ``BadAnswer``."""
    value = None if is_empty(raw) else read_single(column, raw, note_date, today)
    if value is None and column.required:
        raise BadAnswer(_("This must be answered."))
    return value


def _row(question: Question, number: int, raw: Any, note_date: date, today: date) -> dict[str, Any]:
    cells = _cells(question, number, raw)
    if all(is_empty(cell) for cell in cells.values()):
        return {}
    values = {each.id: _cell(each, number, cells.get(each.id), note_date, today) for each in question.columns}
    return {column: value for column, value in values.items() if value is not None}


def _cells(question: Question, number: int, raw: Any) -> Mapping[str, Any]:
    """The row by column; its first column alone may stand for it where no other is required."""
    if isinstance(raw, str) and not any(column.required for column in question.columns[1:]):
        return {question.columns[0].id: raw}
    known = [column.id for column in question.columns]
    if not isinstance(raw, Mapping):
        raise BadAnswer(_in_row(number, _("write its columns: {columns}.").format(columns=", ".join(known))))
    for key in raw:
        if key not in known:
            raise BadAnswer(_in_row(number, _unknown_column(known, str(key))))
    return raw


def _cell(column: Column, number: int, raw: Any, note_date: date, today: date) -> Any:
    try:
        return read_cell(column, raw, note_date, today)
    except BadAnswer as error:
        raise BadAnswer(_in_row(number, f"{column.label.here}: {error}")) from None


def _in_row(number: int, told: str) -> str:
    return _("Row {number}: {told}").format(number=number, told=told)


def _unknown_column(known: list[str], key: str) -> str:
    near = difflib.get_close_matches(key[:SHOWN_KEY], known, n=1)
    if near:
        return _("there is no such column; did you mean {column}?").format(column=near[0])
    return _("there is no such column; the columns are: {columns}.").format(columns=", ".join(known))


def read_record(question: Question, raw: Any, choices: Choices | None) -> str:
    """The key text of the record meant, or ``new``."""
    text = _spaced(raw)
    if question.new and folded(text) in _NEW_WORDS:
        return NEW
    key = _key(question, text, choices)
    if key is None:
        raise BadAnswer(_not_a_record(question, choices))
    return key


def read_records(question: Question, raw: Any, choices: Choices | None) -> list[str] | None:
    """The key texts of the records meant: a list, or one text with commas or lines between them."""
    parts = several(raw)
    found = [key for part in parts for key in listed(_lined(part), lambda text: _key(question, text.strip(), choices))]
    if None in found:
        raise BadAnswer(_not_a_record(question, choices))
    return list(dict.fromkeys(key for key in found if key is not None)) or None


def _spaced(raw: Any) -> str:
    return " ".join(normalize("NFC", str(raw)).split())


def _lined(raw: Any) -> str:
    return "\n".join(_spaced(line) for line in str(raw).split("\n"))


def _key(question: Question, text: str, choices: Choices | None) -> str | None:
    """The key text meant: itself, or the words shown for it; any well-formed one where no records are given."""
    if choices is None:
        return _well_formed(question.table or "", text)
    wanted = folded(text)
    for key, words in choices:
        if wanted in (folded(key), folded(words), folded(key_words(question.table or "", key))):
            return key
    return None


def _well_formed(table: str, text: str) -> str | None:
    try:
        key_parts(table, text)
    except ValueError:
        return None
    return text


def _not_a_record(question: Question, choices: Choices | None) -> str:
    table = question.table or ""
    if any(COLUMNS[table][column] == "text" for column in KEYS[table]):
        # The keys hold words from the case, which no error repeats.
        return _("This is not among those that can be chosen; write it as it stands in the case.")
    if choices:
        return _("This is not among them. Choose one of: {choices}.").format(
            choices=", ".join(key for key, _words in choices)
        )
    return question.none.here if question.none else _("The case has nothing that can be chosen here.")
