"""The case that a person typed, and ``kontant case find``."""

import sqlite3
from typing import Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.options import TableOrJson
from kontant.cli.read_log import looked
from kontant.cli.screen import Line, Piece, clean, emit_json, line, on_terminal, shorten, show, tell, width
from kontant.errors import NotFound
from kontant.i18n import _, day_text, ngettext
from kontant.model.vocabulary import folded
from kontant.store import finding
from kontant.store.finding import Candidate
from kontant.store.reading import reading

# Candidates named beside an ambiguous name; more do not help.
_NAMED = 20
_COMMAND = "case find"


def find_case(connection: sqlite3.Connection, text: str) -> str:
    """The reference of the case that ``text`` names; where it names several, they are listed on stderr.

    Names are shown then, whatever the command: the log tells of them as of ``case find``. Raises ``StoreError`` where
    it takes no entry; nothing is listed then.
    """
    try:
        return finding.find(connection, text)
    except finding.Ambiguous as several:
        _list_named(several.candidates)
        raise


def _list_named(found: list[Candidate]) -> None:
    named = found[:_NAMED]
    assert Context.current is not None  # whoever searches runs a command
    looked(Context.current, _COMMAND, [case.case_ref for case in named])
    for case in named:
        tell(f"  {clean(case.case_ref)}  {clean(case.name)}")
    more = len(found) - len(named)
    if more > 0:
        tell("  " + ngettext("and {n} more", "and {n} more", more).format(n=more))


def find(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help=_("A part of the reference or of the name."), metavar=_("TEXT"))],
    output: Annotated[TableOrJson, typer.Option("--format", help=_("How the list comes out."))] = TableOrJson.TABLE,
) -> None:
    """List the cases whose reference or name holds the text."""
    context: Context = ctx.obj
    with reading(context.path) as connection:
        found = finding.candidates(connection, text)
    if not found:
        raise NotFound(
            _("No case has that in its reference or name; all open ones: {command} case list").format(
                command=context.prefix
            )
        )
    looked(context, _COMMAND, [case.case_ref for case in found])
    if output is TableOrJson.JSON:
        emit_json({"cases": [_as_json(case) for case in found]})
    else:
        show(_lines(found))


def _as_json(case: Candidate) -> dict[str, str | None]:
    return {
        "case_ref": case.case_ref,
        "name": case.name,
        "opened": case.opened.isoformat(),
        "closed": case.closed.isoformat() if case.closed else None,
    }


def _lines(found: list[Candidate]) -> list[Line]:
    longest = max(len(case.case_ref) for case in found)
    rows = []
    for case in found:
        state = _("closed {date}").format(date=day_text(case.closed)) if case.closed else _("open")
        room = width() - longest - len(state) - 4
        name = shorten(case.name, room) if on_terminal() else clean(case.name)
        rows.append(line(Piece(clean(case.case_ref).ljust(longest), "bold"), f"  {name}  ", Piece(state, "dim")))
    return rows


def known_spelling(context: Context, who: str) -> str:
    """Initials as the caseload writes them, whatever the case of the letters typed."""
    with reading(context.path) as connection:
        known = finding.caseworkers(connection)
    return next((name for name in known if folded(name) == folded(who)), who)
