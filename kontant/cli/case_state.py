"""``kontant case close``, ``reopen`` and ``assign``: where a case stands, and who has it."""

from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.case_change import change_case
from kontant.cli.case_finding import find_case, known_spelling
from kontant.cli.case_options import CaseText
from kontant.cli.context import Context
from kontant.cli.effects_told import raised, raised_now, tell_flags
from kontant.cli.judging import evaluator
from kontant.cli.options import when
from kontant.cli.screen import say
from kontant.errors import Refused, UsageError
from kontant.i18n import _, day_text
from kontant.model.timeline import Case
from kontant.model.vocabulary import CLOSE_REASON, ROLE, name_of
from kontant.store import finding, timelines
from kontant.store.reading import reading

if TYPE_CHECKING:
    from kontant.model.records import AssignmentFields


def close(
    ctx: typer.Context,
    case: CaseText,
    reason: Annotated[
        str | None, typer.Option(help=_("Why: job, education, flex_job, moved ..."), metavar=_("CODE"))
    ] = None,
    on: Annotated[
        str | None, typer.Option(help=_("The first day it is closed; today if left out."), metavar=_("DATE"))
    ] = None,
) -> None:
    """Close an open case."""
    from kontant.cli.case_fields import read_code

    context: Context = ctx.obj
    day = when(context, on, "--on")
    code = None if reason is None else read_code("cases", "close_reason", reason, "--reason")
    head = _head(context, case)
    if head.closed is not None:
        told = _("Case {case} is closed already, since {date}.")
        raise Refused(told.format(case=head.case_ref, date=day_text(head.closed)))
    if day < head.opened:
        told = _("--on: {day} lies before {opened}, the day on which case {case} was opened.")
        raise Refused(told.format(day=day_text(day), opened=day_text(head.opened), case=head.case_ref))
    values = {"closed": day, "close_reason": code or _asked_reason(context)}
    change_case(context, head.case_ref, values, "case close", _("Closed case {case}:").format(case=head.case_ref))


def reopen(ctx: typer.Context, case: CaseText) -> None:
    """Open a closed case again."""
    context: Context = ctx.obj
    head = _head(context, case)
    if head.closed is None:
        raise Refused(_("Case {case} is open already.").format(case=head.case_ref))
    values = {"closed": None, "close_reason": None}
    change_case(context, head.case_ref, values, "case reopen", _("Reopened case {case}:").format(case=head.case_ref))


def assign(
    ctx: typer.Context,
    case: CaseText,
    caseworker: Annotated[str | None, typer.Argument(help=_("Who takes over."), metavar=_("[CASEWORKER]"))] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help=_("The first day; today if left out."), metavar=_("DATE"))
    ] = None,
    role: Annotated[
        str, typer.Option(help=_("Role: coordinator, broker, consultant, mentor."), metavar=_("CODE"))
    ] = "coordinator",
) -> None:
    """Give a role in the case to somebody from a day on; whoever holds it ends the day before."""
    from kontant.cli.case_fields import read_code, worded
    from kontant.model.records import AssignmentFields

    context: Context = ctx.obj
    start = when(context, from_, "--from")
    code = read_code("assignments", "role", role, "--role")
    head = _head(context, case)
    if head.closed is not None and head.closed <= start:
        told = _("Case {case} is closed on that day; open it again first: {command}")
        raise Refused(told.format(case=head.case_ref, command=f"{context.prefix} case reopen {head.case_ref}"))
    who = known_spelling(context, _asked_caseworker(context) if caseworker is None else caseworker)
    with worded("assignments", {"caseworker": _("CASEWORKER")}):
        new = AssignmentFields.model_validate(
            {"case_ref": head.case_ref, "role": code, "start": start, "caseworker": who}
        )
    rules = evaluator(context, context.today)
    before = raised(context, rules, head.case_ref)
    _write(context, new)
    tell_flags(before, raised_now(context, rules, head.case_ref))


def _write(context: Context, new: "AssignmentFields") -> None:
    from kontant.cli.changes import undo_line
    from kontant.store.assignments import assign as give
    from kontant.store.writes import writing

    with writing(context.path, command="case assign", who=context.who, at=context.now()) as writer:
        assigned = give(writer, new)
    told = _("{who} is {role} of case {case} from {date}.")
    role = name_of(ROLE, new.role)
    say(told.format(who=new.caseworker, role=role, case=new.case_ref, date=day_text(new.start)))
    for who in assigned.ended:
        say(_("{who} ends the day before.").format(who=who))
    if assigned.until:
        told = _("It ends {date}, since another assignment begins the day after.")
        say(told.format(date=day_text(assigned.until)))
    say(undo_line(context, writer.event_id))


def _head(context: Context, text: str) -> Case:
    with reading(context.path) as connection:
        found = timelines.timeline(connection, find_case(connection, text), ())
    assert found is not None
    return found.case


def _asked_reason(context: Context) -> str:
    if not context.at_terminal:
        raise UsageError(_("--reason is missing; write one of: {codes}").format(codes=", ".join(CLOSE_REASON)))
    from kontant.cli import asking

    return asking.code(_("Why is it closed?"), CLOSE_REASON)


def _asked_caseworker(context: Context) -> str:
    if not context.at_terminal:
        raise UsageError(_("CASEWORKER is missing: write who takes over."))
    from kontant.cli import asking
    from kontant.cli.case_fields import fault_in

    with reading(context.path) as connection:
        names = finding.caseworkers(connection)
    return asking.known(_("Who takes over?"), names, check=lambda t: fault_in("assignments", "caseworker", t) or True)
