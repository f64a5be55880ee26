"""Which record of a case a command means: by the parts of its key that were typed, or the only one that fits."""

from collections.abc import Callable, Mapping
from typing import Any

from kontant.cli.context import Context
from kontant.cli.read_log import looked_once
from kontant.cli.record_kinds import DAY, MONTH, Kind
from kontant.cli.record_words import brief
from kontant.cli.screen import shorten, tell, width
from kontant.errors import NotFound, UsageError
from kontant.i18n import _, ngettext
from kontant.model.vocabulary import RECORD, folded, name_of
from kontant.rules.wording import shell_word
from kontant.store import timelines
from kontant.store.reading import reading

Fits = Callable[[Any], bool]

# Candidates named on stderr where several fit; more do not help.
_NAMED = 20


def records_of(context: Context, kind: Kind, case_ref: str) -> list[Any]:
    """The records of a kind that stand in the case, the newest first."""
    with reading(context.path) as connection:
        found = timelines.timeline(connection, case_ref, (kind.table,))
    records = getattr(found, kind.table) if found else []
    return sorted(records, key=lambda record: getattr(record, kind.day), reverse=True)


def find_record(
    context: Context,
    kind: Kind,
    case_ref: str,
    typed: Mapping[str, Any],
    fits: Fits,
    *,
    command: str,
    any_fits: bool = False,
) -> Any:
    """The record that ``typed`` (some parts of its key) means; ``command`` looks at the case where it shows several.

    Where that leaves several, those that fit the command; of several of these one is chosen at a terminal. What does
    not fit is meant where it was named, or where ``any_fits``. Raises ``NotFound`` where there is none, and off a
    terminal ``UsageError`` where there are several, which are listed.
    """
    meant = _named(kind, records_of(context, kind, case_ref), typed)
    found = [record for record in meant if fits(record)] or (meant if typed or any_fits else [])
    if len(found) == 1:
        return found[0]
    if not found:
        told = _("Case {case} has no such record ({table}) that fits; see: {command}")
        command = f"{context.prefix} {kind.noun} list {shell_word(case_ref)}"
        raise NotFound(told.format(case=case_ref, table=name_of(RECORD, kind.table), command=command))
    looked_once(context, command, case_ref)
    return _chosen(context, kind, case_ref, found, command)


def record_key(kind: Kind, case_ref: str, record: Any) -> dict[str, Any]:
    """The whole key of a record of the case."""
    return {"case_ref": case_ref} | {name: getattr(record, name) for name in kind.key}


def command_for(context: Context, kind: Kind, verb: str, case_ref: str, record: Any) -> str:
    """The command that does ``verb`` with the record; words from the case are left out of it."""
    return f"{context.prefix} {kind.noun} {verb} {shell_word(case_ref)} {_key_words(kind, record)}".rstrip()


def _key_words(kind: Kind, record: Any) -> str:
    days = {DAY: "%Y-%m-%d", MONTH: "%Y-%m"}
    parts = ((kind.column(name), getattr(record, name)) for name in kind.named)
    return " ".join(f"{value:{days[c.reads]}}" if c.reads in days else value for c, value in parts)


def _named(kind: Kind, records: list[Any], typed: Mapping[str, Any]) -> list[Any]:
    for name, value in typed.items():
        if name in ("title", "actor"):
            records = _with_words(records, name, value)
        else:
            records = [record for record in records if getattr(record, name) == value]
    return records


def _with_words(records: list[Any], name: str, text: str) -> list[Any]:
    """Those with just these words, whatever the case of their letters; else those that hold them."""
    wanted = folded(text)
    same = [record for record in records if folded(getattr(record, name)) == wanted]
    return same or [record for record in records if wanted in folded(getattr(record, name))]


def _chosen(context: Context, kind: Kind, case_ref: str, found: list[Any], command: str) -> Any:
    if context.at_terminal:
        import questionary

        room = width() - 4
        choices = [questionary.Choice(shorten(brief(kind, record), room), value=record) for record in found]
        told = _("(arrow keys, then Enter)")
        return questionary.select(_("Which one?"), choices=choices, instruction=told).unsafe_ask()
    for record in found[:_NAMED]:
        tell(f"  {brief(kind, record)}")
    more = len(found) - _NAMED
    if more > 0:
        tell("  " + ngettext("and {n} more", "and {n} more", more).format(n=more))
    named = {"table": name_of(RECORD, kind.table), "case": case_ref}
    if kind.named and not command.startswith(kind.noun):
        # A command for all kinds has no arguments of this one's.
        example = " ".join((context.prefix, command, shell_word(case_ref), kind.noun, _key_words(kind, found[0])))
        told = _("Several records ({table}) of case {case} fit; say which, such as: {command}")
        raise UsageError(told.format(**named, command=example))
    key = " ".join(column.typed for column in kind.columns if column.key)
    told = _("Several records ({table}) of case {case} fit; say which with {key}.")
    raise UsageError(told.format(**named, key=key))
