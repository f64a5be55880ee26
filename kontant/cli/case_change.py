"""``kontant case add`` and ``kontant case edit``: the head of a case, for those without an extract."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from kontant.cli import case_options as o
from kontant.cli.case_finding import find_case
from kontant.cli.context import Context
from kontant.cli.opened_told import tell_outside
from kontant.cli.screen import say
from kontant.errors import Refused, UsageError
from kontant.i18n import _, day_text
from kontant.rules.wording import shell_word
from kontant.store.reading import reading

if TYPE_CHECKING:
    from kontant.model.records import AssignmentFields


def add(
    ctx: typer.Context,
    ref: o.Ref = None,
    name: o.Name = None,
    cpr: o.Cpr = None,
    birth_date: o.BirthDate = None,
    gender: o.Gender = None,
    opened: o.Opened = None,
    target_group: o.TargetGroup = None,
    track: o.Track = None,
    challenges: o.Challenges = None,
    cv_registered: o.CvRegistered = None,
    caseworker: o.Caseworker = None,
) -> None:
    """Add a case; what is required and was not given is asked for at a terminal."""
    from kontant.cli.case_asking import with_missing
    from kontant.cli.case_fields import read_case, worded
    from kontant.cli.changes import undo_line
    from kontant.model.records import CaseFields
    from kontant.store.refusals import refuse
    from kontant.store.writes import writing

    context: Context = ctx.obj
    values = read_case(
        context,
        {
            "case_ref": ref,
            "name": name,
            "cpr": cpr,
            "birth_date": birth_date,
            "gender": gender,
            "opened": opened,
            "target_group": target_group,
            "track": track,
            "challenges": challenges,
            "cv_registered": cv_registered,
        },
    )
    values = with_missing(context, values)
    with worded("cases"):
        case = CaseFields.model_validate(values)
    holder = _coordinator(context, case.case_ref, case.opened, caseworker)
    with writing(context.path, command="case add", who=context.who, at=context.now()) as writer:
        refuse(writer, "cases", case, today=context.today)
        writer.insert("cases", case)
        if holder is not None:
            writer.insert("assignments", holder)
    say(_("Added case {case}, opened {date}.").format(case=case.case_ref, date=day_text(case.opened)))
    if holder is not None:
        say(_("Coordinating caseworker from that day: {who}").format(who=holder.caseworker))
    say(undo_line(context, writer.event_id))
    if holder is None:
        say(_("Next: {command}").format(command=f"{context.prefix} case assign {shell_word(case.case_ref)}"))


def _coordinator(context: Context, case_ref: str, start: date, caseworker: str | None) -> "AssignmentFields | None":
    from kontant.cli.case_fields import worded
    from kontant.cli.case_finding import known_spelling
    from kontant.model.records import AssignmentFields

    if caseworker is None:
        return None
    who = known_spelling(context, caseworker)
    with worded("assignments"):
        return AssignmentFields.model_validate(
            {"case_ref": case_ref, "role": "coordinator", "start": start, "caseworker": who}
        )


def edit(
    ctx: typer.Context,
    case: o.CaseText,
    name: o.Name = None,
    cpr: o.Cpr = None,
    birth_date: o.BirthDate = None,
    gender: o.Gender = None,
    opened: o.Opened = None,
    target_group: o.TargetGroup = None,
    track: o.Track = None,
    challenges: o.Challenges = None,
    cv_registered: o.CvRegistered = None,
) -> None:
    """Change the fields that are given; an empty text empties a field that may be empty."""
    from kontant.cli.case_fields import read_case

    context: Context = ctx.obj
    given = {
        "name": name,
        "cpr": cpr,
        "birth_date": birth_date,
        "gender": gender,
        "opened": opened,
        "target_group": target_group,
        "track": track,
        "challenges": challenges,
        "cv_registered": cv_registered,
    }
    values = read_case(context, given)
    with reading(context.path) as connection:
        case_ref = find_case(connection, case)
    if not values:
        known = ", ".join(o.OPTIONS[field] for field in given)
        raise UsageError(_("Nothing to change: give at least one of {options}.").format(options=known))
    # Of the two days that can be in the wrong order, only this one can be changed here.
    options = {**o.OPTIONS, "closed": o.OPTIONS["opened"]}
    change_case(context, case_ref, values, "case edit", _("Changed case {case}:").format(case=case_ref), options)


def change_case(
    context: Context,
    case_ref: str,
    values: dict[str, Any],
    command: str,
    told: str,
    options: Mapping[str, str] = o.OPTIONS,
) -> None:
    """Write new values into the head of a case, and say each field before and after.

    ``options`` names the option of this command that each field is given by.
    """
    from kontant.cli.case_fields import worded
    from kontant.cli.changes import undo_line
    from kontant.report.field_words import field_text, fields
    from kontant.store import records
    from kontant.store.writes import writing

    with writing(context.path, command=command, who=context.who, at=context.now()) as writer:
        with worded("cases", options):
            changed = records.change(writer, "cases", {"case_ref": case_ref}, values, context.today)
        if changed is None:
            raise Refused(_("Case {case} has these values already; nothing was changed.").format(case=case_ref))
    say(told)
    for field in fields("cases", changed.before, changed.after):
        say(f"  {field_text(field)}")
    say(undo_line(context, writer.event_id))
    tell_outside(context, changed)
