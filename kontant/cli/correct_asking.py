"""Which record and which field a correction means, and what is right: read from what was typed, or asked for."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from kontant.cli import asking
from kontant.cli.context import Context
from kontant.cli.correctable import CASE, CORRECTABLE
from kontant.cli.read_log import looked_once
from kontant.cli.record_fields import read, worded
from kontant.cli.record_finding import find_record, records_of
from kontant.cli.record_kinds import DAY, KINDS, LINE, MONTH, Column, Kind
from kontant.cli.record_words import words
from kontant.cli.screen import shorten, width
from kontant.errors import NotFound, UsageError
from kontant.i18n import _
from kontant.model.tables import RECORDS
from kontant.model.vocabulary import CHALLENGE, RECORD, name_of
from kontant.report.correction_words import value_text
from kontant.rules.wording import shell_word
from kontant.store import timelines
from kontant.store.reading import reading

Chosen = TypeVar("Chosen")

# A word that names a record is first taken for a day, then for a code, then for some of its words.
_COMMAND = "case correct"
_ORDER = (DAY, MONTH, "code", LINE)


def found_record(context: Context, kind: Kind, case_ref: str, which: Sequence[str]) -> Any:
    """The record that the words of ``which`` name; asked for where they leave several."""
    if kind is CASE:
        return _head(context, case_ref)
    typed = _typed(context, kind, which)
    try:
        return find_record(context, kind, case_ref, typed, lambda _record: True, command=_COMMAND)
    except NotFound:
        if kind in KINDS:
            raise
        told = _("Case {case} has no such record ({table}) that fits; see: {command}")
        command = f"{context.prefix} case show {shell_word(case_ref)}"
        raise NotFound(told.format(case=case_ref, table=name_of(RECORD, kind.table), command=command)) from None


def asked_kind(context: Context, case_ref: str) -> Kind:
    """The kind of record, of those that the case has."""
    looked_once(context, _COMMAND, case_ref)
    there = [kind for kind in CORRECTABLE if kind is CASE or records_of(context, kind, case_ref)]
    return _chosen(_("What is to be corrected?"), [(name_of(RECORD, kind.table), kind) for kind in there])


def asked_field(context: Context, kind: Kind, case_ref: str, record: Any) -> Column:
    """The field, each offered with what it holds."""
    looked_once(context, _COMMAND, case_ref)
    told = [(f"{_(column.label)}: {_held(kind, column, record) or _('(empty)')}", column) for column in kind.columns]
    return _chosen(_("Which field is wrong?"), told)


def _held(kind: Kind, column: Column, record: Any) -> str:
    """What a field holds, in words; challenges are several codes in one."""
    held = getattr(record, column.name)
    return value_text(kind.table, column.name, held) if column.name == "challenges" else words(column, held)


def asked_value(context: Context, kind: Kind, column: Column, case_ref: str, record: Any) -> Any:
    """What is right, what stands there being proposed."""
    looked_once(context, _COMMAND, case_ref)
    if column.name == "challenges":
        return "|".join(asking.codes(_("What is right?"), CHALLENGE))
    if column.codes:
        return asking.code(_("What is right?"), column.codes)

    def check(text: str) -> bool | str:
        try:
            fit(kind, record, column, right_value(context, kind, column, text))
        except UsageError as error:
            return str(error).removeprefix("--right: ")
        return True

    now = words(column, getattr(record, column.name))
    # Half a CPR number or a text of several lines is nothing to go on writing at.
    default = "" if column.name == "cpr" or "\n" in now or "****" in now else now
    return right_value(context, kind, column, asking.text(_("What is right?"), default=default, check=check))


def right_value(context: Context, kind: Kind, column: Column, text: str) -> Any:
    """The typed value as the record holds it; raises ``UsageError`` where it cannot be read."""
    if column.name == "challenges" and not text.strip():
        return ""
    if column.name == "challenges":
        text = text.replace(",", "|") if "|" not in text else text
    return read(context, kind, {column.name: text}, by_right(kind))[column.name]


def fit(kind: Kind, record: Any, column: Column, value: Any) -> None:
    """Raise ``UsageError`` where the record could not be so with this value, before more is asked."""
    with worded(kind, [column.name], by_right(kind)):
        RECORDS[kind.table].model_validate({"case_ref": "-", **record._asdict(), column.name: value})


def by_right(kind: Kind) -> dict[str, str]:
    """The option that gives every field alike."""
    return {column.name: "--right" for column in kind.columns}


def _head(context: Context, case_ref: str) -> Any:
    with reading(context.path) as connection:
        found = timelines.timeline(connection, case_ref, ())
    assert found is not None
    return found.case


def _typed(context: Context, kind: Kind, which: Sequence[str]) -> dict[str, Any]:
    """The parts of a record's key that the words give, each word the first part that it can be."""
    found: dict[str, Any] = {}
    keys = sorted((column for column in kind.columns if column.key), key=lambda column: _ORDER.index(column.reads))
    for word in which:
        for column in keys:
            value = None if column.name in found else _read_part(context, kind, column, word)
            if value is not None:
                found[column.name] = value
                break
        else:
            known = ", ".join(_(column.label) for column in keys)
            told = _("WHICH: {word} names no record of this kind ({table}); it is known by: {known}")
            raise UsageError(told.format(word=repr(word[:40]), table=name_of(RECORD, kind.table), known=known))
    return found


def _read_part(context: Context, kind: Kind, column: Column, word: str) -> Any:
    try:
        return read(context, kind, {column.name: word}, {column.name: ""})[column.name]
    except UsageError:
        return None


def _chosen(question: str, offered: Sequence[tuple[str, Chosen]]) -> Chosen:
    import questionary

    room = width() - 4
    choices = [questionary.Choice(shorten(text, room), value=value) for text, value in offered]
    asked = questionary.select(question, choices=choices, instruction=_("(arrow keys, then Enter)"))
    return cast("Chosen", asked.unsafe_ask())
