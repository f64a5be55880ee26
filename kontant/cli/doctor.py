"""``kontant doctor``: whether everything is in order with the caseload, each finding with what to do about it."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.options import TableOrJson
from kontant.cli.screen import Line, Piece, emit_json, hung, line, say, show
from kontant.i18n import _, ngettext

if TYPE_CHECKING:
    from kontant.store.health.findings import Finding, State

app = group()

_INDENT = "  "


@app.command(
    "doctor",
    cls=Command,
    help=_(
        "Is everything in order? Each finding with what to do about it; exits with 1 if something is wrong or could "
        "not be looked into."
    ),
)
def doctor(
    ctx: typer.Context,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help=_("Put right what touches no record: who may read the files, the word index, leftovers.")
        ),
    ] = False,
    output: Annotated[
        TableOrJson, typer.Option("--format", help=_("For people, or JSON for machines."))
    ] = TableOrJson.TABLE,
) -> None:
    """Look at everything, and say what was found."""
    context: Context = ctx.obj
    done = _fixed(context) if fix else []
    found = [
        finding._replace(text=context.reaching(finding.text), remedy=context.reaching(finding.remedy))
        for finding in _findings(context)
    ]
    if output is TableOrJson.JSON:
        emit_json(_document(context, found, done))
    else:
        for told in done:
            say(told)
        show(_lines(context, found))
    if any(finding.state in _FAILING for finding in found):
        raise typer.Exit(1)


def _fixed(context: Context) -> list[str]:
    from kontant.errors import StoreError
    from kontant.store.health.mending import mend

    done: list[str] = []
    try:
        for told in mend(context.path):
            done.append(told)
    except (StoreError, OSError) as error:
        reason = str(error) if isinstance(error, StoreError) else error.strerror or type(error).__name__
        done.append(_("Not everything could be put right: {reason}").format(reason=reason))
    return done


def _findings(context: Context) -> "Iterator[Finding]":
    from kontant.cli.doctor_law import law
    from kontant.store.health.contents import contents
    from kontant.store.health.copies import copies
    from kontant.store.health.place import place
    from kontant.store.health.privacy import privacy

    yield from contents(context.path)
    yield from place(context.path)
    yield from privacy(context.path)
    yield from copies(context.path, datetime.fromisoformat(context.now()))
    yield from law(context)


def _lines(context: Context, found: "list[Finding]") -> Iterator[Line]:
    yield line(Piece(_("The caseload: {path}").format(path=context.path), "bold"))
    for finding in sorted(found, key=lambda finding: _ORDER.index(str(finding.state))):
        yield from _finding_lines(finding)
    yield []
    yield line(Piece(_summary(found), "bold"))


# The worst last, where the eye is.
_ORDER = ("ok", "notice", "unseen", "problem")
_STYLES = {"ok": "dim", "notice": "cyan", "unseen": "yellow", "problem": "bold red"}
# Nobody may take for well what was not looked into.
_FAILING = ("unseen", "problem")


def _finding_lines(finding: "Finding") -> Iterator[Line]:
    state = str(finding.state)
    yield from hung(f"{_state_text(finding.state)}: {finding.text}", style=_STYLES[state])
    if finding.remedy:
        yield from _remedy_lines(finding.remedy)


def _remedy_lines(remedy: str) -> list[Line]:
    """What to do: a command in one piece, whatever its length; a sentence in the lines that it needs."""
    told = "> " + remedy
    if remedy.partition(" ")[0].islower():
        return [line(_INDENT, Piece(told, "green"))]
    return hung(told, _INDENT, "green")


def _state_text(state: "State") -> str:
    told = {"ok": _("in order"), "notice": _("to know"), "unseen": _("COULD NOT LOOK"), "problem": _("WRONG")}
    return told[str(state)]


def _summary(found: "list[Finding]") -> str:
    problems = sum(finding.state == "problem" for finding in found)
    notices = sum(finding.state == "notice" for finding in found)
    blind = sum(finding.state == "unseen" for finding in found)
    if problems:
        return ngettext("{n} thing is wrong.", "{n} things are wrong.", problems).format(n=problems)
    if blind:
        told = ngettext("{n} thing could not be looked into.", "{n} things could not be looked into.", blind)
        return told.format(n=blind)
    if notices:
        told = ngettext(
            "Nothing is wrong; there is {n} thing to know.", "Nothing is wrong; there are {n} things to know.", notices
        )
        return told.format(n=notices)
    return _("All is in order.")


def _document(context: Context, found: "list[Finding]", done: list[str]) -> dict[str, object]:
    findings = [
        {
            "check": finding.check,
            "state": str(finding.state),
            "text": finding.text,
            "remedy": finding.remedy or None,
        }
        for finding in found
    ]
    problems = sum(finding.state == "problem" for finding in found)
    return {"path": str(context.path), "problems": problems, "fixed": done, "findings": findings}
