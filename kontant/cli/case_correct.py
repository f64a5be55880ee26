"""``kontant case correct``: a dated correction of a record (GDPR article 16), or the person's own words beside it."""

from typing import Annotated

import typer

from kontant.cli.case_options import CaseText
from kontant.cli.context import Context
from kontant.cli.options import when
from kontant.cli.stdin import STDIN
from kontant.errors import UsageError
from kontant.i18n import _, day_text

Record = Annotated[
    str | None,
    typer.Argument(
        help=_("What is corrected: case (if left out where --field is given), offer, exemption, absence ..."),
        metavar=_("[RECORD]"),
    ),
]
Which = Annotated[
    list[str] | None,
    typer.Argument(
        help=_("Which of them: its day or its kind; of a goal a part of its title, of coordination of its actor."),
        metavar=_("[WHICH]..."),
    ),
]
Field = Annotated[str | None, typer.Option(help=_("The field that is wrong, such as end."), metavar=_("FIELD"))]
Right = Annotated[str | None, typer.Option(help=_("What is right; an empty text empties it."), metavar=_("TEXT|-"))]
Reason = Annotated[
    str | None,
    typer.Option(help=_("Why it was wrong; with --contested, what the person says of it."), metavar=_("TEXT|-")),
]
Asked = Annotated[bool | None, typer.Option("--asked/--not-asked", help=_("Whether the person asked for it."))]
Contested = Annotated[
    bool, typer.Option("--contested", help=_("Leave the record as it is, and keep what the person says beside it."))
]
Day = Annotated[
    str | None, typer.Option("--date", help=_("The day of the correction; today if left out."), metavar=_("DATE"))
]
Who = Annotated[
    str | None, typer.Option(help=_("Who corrects; you, or the coordinator, if left out."), metavar=_("INITIALS"))
]


def correct(
    ctx: typer.Context,
    case: CaseText,
    record: Record = None,
    which: Which = None,
    *,
    field: Field = None,
    right: Right = None,
    reason: Reason = None,
    asked: Asked = None,
    contested: Contested = False,
    date_: Day = None,
    caseworker: Who = None,
) -> None:
    """Correct a field of a record, or keep beside a record what the person says of it."""
    from kontant.cli.case_correcting import Given, contest, put_right
    from kontant.cli.correctable import CASE
    from kontant.cli.record_verbs import whole_case

    context: Context = ctx.obj
    day = when(context, date_, "--date")
    if day > context.today:
        told = _("--date: {day} has not come yet; a correction is dated today or before.")
        raise UsageError(told.format(day=day_text(day)))
    if contested and (field is not None or right is not None):
        raise UsageError(_("--contested changes nothing; leave --field and --right out, or leave --contested out."))
    if contested and asked is False:
        raise UsageError(_("--contested keeps what the person says: it does not go with --not-asked."))
    if right == reason == STDIN:
        raise UsageError(_("--right and --reason cannot both be read from standard input; give one of them as text."))
    if record is None and _means_the_case(context, field, reason, contested=contested):
        record = CASE.noun
    case_ref = whole_case(context, case)
    given = Given(record, tuple(which or ()), field, right, reason, True if contested else asked, day, caseworker)
    (contest if contested else put_right)(context, case_ref, given)


def _means_the_case(context: Context, field: str | None, reason: str | None, *, contested: bool) -> bool:
    """Whether a record that was left out is the case itself: not where a person can be asked for the rest as well."""
    if contested:
        return reason is not None or not context.at_terminal
    return field is not None
