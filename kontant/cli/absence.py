"""``kontant absence``: days on which the person stayed away, the attempts at contact, and what was decided."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kontant.cli import record_verbs as verbs
from kontant.cli.case_options import CaseText
from kontant.cli.lazy import group
from kontant.cli.options import Format
from kontant.cli.read_log import ReadingCommand
from kontant.cli.record_kinds import ABSENCE, Values
from kontant.cli.record_options import DayArg, ListFormat, RecordCommand
from kontant.i18n import _

if TYPE_CHECKING:
    from kontant.store.log import Change
    from kontant.store.writes import Writer

app = group(help=_("Record absences and what was decided."))

FromKind = Annotated[
    str | None, typer.Option("--from", help=_("Absent from what: conversation, offer."), metavar=_("CODE"))
]
Attempts = Annotated[str | None, typer.Option(help=_("How often contact was attempted."), metavar=_("TIMES"))]
Ground = Annotated[str | None, typer.Option(help=_("Was there a reasonable ground: yes or no."), metavar=_("YES/NO"))]
Hearing = Annotated[str | None, typer.Option(help=_("The day the hearing was sent."), metavar=_("DATE"))]
Decision = Annotated[str | None, typer.Option(help=_("Decision: none, sanction, pending."), metavar=_("CODE"))]


@app.command("add", cls=RecordCommand, help=_("Add an absence; a conversation planned for that day becomes a no show."))
def add(
    ctx: typer.Context,
    case: CaseText,
    date: DayArg = None,
    from_: FromKind = None,
    attempts: Attempts = None,
    ground: Ground = None,
    hearing: Hearing = None,
    decision: Decision = None,
) -> None:
    """Add an absence."""
    verbs.add(ctx.obj, ABSENCE, case, _typed(date, from_, attempts, ground, hearing, decision), _missed(ctx.obj.today))


@app.command("change", cls=RecordCommand, help=_("Change what is given; an empty text empties it."))
def change(
    ctx: typer.Context,
    case: CaseText,
    date: DayArg = None,
    from_: FromKind = None,
    attempts: Attempts = None,
    ground: Ground = None,
    hearing: Hearing = None,
    decision: Decision = None,
) -> None:
    """Change an absence; it keeps its day."""
    typed = _typed(date, from_, attempts, ground, hearing, decision)
    verbs.change(ctx.obj, ABSENCE, case, typed, fits=_is_undecided)


@app.command("decide", cls=RecordCommand, help=_("What was decided about an absence."))
def decide(ctx: typer.Context, case: CaseText, date: DayArg = None, decision: Decision = None) -> None:
    """Record the decision about an absence."""
    typed = {"date": date, "decision": decision}
    verbs.change(ctx.obj, ABSENCE, case, typed, verb="decide", fits=_is_undecided, asks=("decision",))


@app.command("list", cls=ReadingCommand, help=_("The absences of a case, the newest first."))
def list_(ctx: typer.Context, case: CaseText, output: ListFormat = Format.TABLE) -> None:
    """List the absences of a case."""
    verbs.list_records(ctx.obj, ABSENCE, case, output)


def _typed(
    date: str | None,
    from_: str | None,
    attempts: str | None,
    ground: str | None,
    hearing: str | None,
    decision: str | None,
) -> dict[str, str | None]:
    typed = {"date": date, "from_kind": from_, "contact_attempts": attempts, "reasonable_ground": ground}
    return typed | {"hearing_sent": hearing, "decision": decision}


def _is_undecided(absence: Any) -> bool:
    return absence.decision in (None, "pending")


def _missed(today: Any) -> Any:
    """What else an absence changes: the conversation planned for that day was not held."""

    def also(writer: "Writer", case_ref: str, values: Values) -> "list[Change | None]":
        from kontant.store.records import missed_conversations

        if values["from_kind"] != "conversation":
            return []
        return list(missed_conversations(writer, case_ref, values["date"], today))

    return also
