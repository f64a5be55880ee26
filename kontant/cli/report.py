"""``kontant report``: the caseload beside the figures of the national audit."""

from datetime import date
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.exporting import FileFormat, Force, Output, Target, format_option, target, write_out
from kontant.cli.lazy import Command, group
from kontant.cli.options import AsOf, Caseworker, when
from kontant.cli.screen import tell
from kontant.errors import Refused, UsageError
from kontant.i18n import _, day_text, ngettext

if TYPE_CHECKING:
    from kontant.report.over_time import Reported

app = group()

FORMATS = tuple(FileFormat)
DEFAULT_GROUP = 5
# As in kontant.report.over_time, which is too heavy to import for the help; a test holds them together.
LEAST_POINTS, MOST_POINTS = 2, 60
LARGEST_GROUP = 1_000


class Population(StrEnum):
    """Which cases the figures are of."""

    LONG_TERM = "long-term"
    ALL = "all"


class Dimension(StrEnum):
    """What the figures can be divided by."""

    TRACK = "track"
    SENIORITY = "seniority"
    AGE = "age"
    GENDER = "gender"
    CHALLENGES = "challenges"
    CASEWORKER = "caseworker"


class Section(StrEnum):
    """The sections of the report, in their order."""

    TARGET_GROUP = "target_group"
    CONTACT = "contact"
    PLAN = "plan"
    OFFERS = "offers"
    COMPANY = "company"
    COORDINATION = "coordination"
    MANAGEMENT = "management"
    EXEMPTIONS = "exemptions"
    CASELOAD = "caseload"


@app.command(
    cls=Command,
    help=_(
        "The caseload beside the national figures: own value, national value, how far apart they are, and a mark where "
        "chance hardly explains it. Of the cases with five years or more on benefit, as the national audit."
    ),
)
def report(
    ctx: typer.Context,
    *,
    as_of: AsOf = None,
    cases: Annotated[
        Population, typer.Option(help=_("The long-term cases, or every open case."))
    ] = Population.LONG_TERM,
    by: Annotated[Dimension | None, typer.Option(help=_("Divide the cases into groups by this."))] = None,
    min_group: Annotated[
        int,
        typer.Option(min=1, max=LARGEST_GROUP, help=_("Show no group of fewer people than this."), metavar=_("PEOPLE")),
    ] = DEFAULT_GROUP,
    compare: Annotated[
        str | None, typer.Option(help=_("Set an earlier day beside the day."), metavar=_("DATE"))
    ] = None,
    trend: Annotated[
        int | None,
        typer.Option(
            min=LEAST_POINTS, max=MOST_POINTS, help=_("Follow the figures over so many months."), metavar=_("MONTHS")
        ),
    ] = None,
    caseworker: Caseworker = None,
    section: Annotated[list[Section] | None, typer.Option(help=_("Only this section; may be repeated."))] = None,
    identified: Annotated[
        bool,
        typer.Option(
            "--identified",
            help=_("Show caseworkers by their initials, and write out figures of few people; it is logged."),
        ),
    ] = False,
    chosen: Annotated[FileFormat | None, format_option(FORMATS, FileFormat.TABLE)] = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Measure the caseload and set it beside the national figures."""
    context: Context = ctx.obj
    place = target(output, chosen, force, FORMATS, FileFormat.TABLE)
    day = when(context, as_of, "--as-of")
    from kontant.cli.judging import parameters
    from kontant.report.over_time import Asked, reported

    asked = Asked(
        day=day,
        everyone=cases is Population.ALL,
        by=by,
        min_group=min_group,
        then=_earlier(context, compare, day),
        points=trend or 0,
        caseworker=caseworker,
        sections=tuple(section or ()),
        identified=identified,
    )
    found = reported(context.path, parameters(context), asked)
    if day > context.today:
        tell(_("{day} has not come yet: its figures are of what is recorded so far.").format(day=day_text(day)))
    _check_people(found, place)
    if identified:
        from kontant.cli.export_log import log_out

        log_out(context, "report --identified", place, day, cases=found.now.cases_open)
    _write(found, place, force)


def _check_people(found: "Reported", place: Target) -> None:
    """Raise ``Refused`` where what leaves the screen would be of so few people that it tells of each."""
    few = found.of_few(found.asked.min_group)
    if few is None or found.asked.identified or place.format is FileFormat.TABLE:
        return
    from kontant.report.over_time import people_of

    raise Refused(
        ngettext(
            "The figures of {day} are of {n} person, and would tell of that person; --identified writes them out, "
            "and is logged.",
            "The figures of {day} are of {n} people, and would tell of each; --identified writes them out, and is "
            "logged.",
            people_of(few),
        ).format(day=day_text(few.day), n=people_of(few))
    )


def _earlier(context: Context, text: str | None, day: date) -> date | None:
    """The day to compare with; raises ``UsageError`` where it does not lie before the day."""
    if text is None:
        return None
    then = when(context, text, "--compare")
    if then >= day:
        raise UsageError(
            _("--compare: {then} does not lie before {day}, the day of the report; give an earlier day.").format(
                then=day_text(then), day=day_text(day)
            )
        )
    return then


def _write(found: "Reported", place: Target, force: bool) -> None:
    if place.format is FileFormat.TABLE:
        from kontant.cli.report_screen import screen
        from kontant.cli.screen import show

        show(screen(found))
        return
    from kontant.cli.report_formats import FILES, TEXTS, left_out, told

    if aside := left_out(found, place):
        tell(aside)

    write_out(
        place,
        force=force,
        texts={name: partial(make, found) for name, make in TEXTS.items()},
        files={name: partial(make, found) for name, make in FILES.items()},
        told=partial(told, found, place),
    )
