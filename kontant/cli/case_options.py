"""What the case commands share on the command line: their argument, their options, and the option of each field."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

import typer

from kontant.cli.options import TableOrJson
from kontant.i18n import _

CaseText = Annotated[
    str, typer.Argument(help=_("The case: its reference, a part of it, or a part of the name."), metavar=_("CASE"))
]
Output = Annotated[TableOrJson, typer.Option("--format", help=_("For people, or JSON for machines."))]
ShowCpr = Annotated[bool, typer.Option("--show-cpr", help=_("Show CPR numbers whole."))]

Ref = Annotated[str | None, typer.Option("--ref", help=_("The case reference."), metavar=_("REF"))]
Name = Annotated[str | None, typer.Option("--name", help=_("The person's name."), metavar=_("NAME"))]
Cpr = Annotated[str | None, typer.Option("--cpr", help=_("CPR number."), metavar=_("CPR"))]
BirthDate = Annotated[
    str | None, typer.Option("--birth-date", help=_("Day of birth, where there is no CPR number."), metavar=_("DATE"))
]
Gender = Annotated[str | None, typer.Option("--gender", help=_("Gender: female, male, other."), metavar=_("CODE"))]
Opened = Annotated[str | None, typer.Option("--opened", help=_("The first day of the case."), metavar=_("DATE"))]
TargetGroup = Annotated[
    str | None,
    typer.Option(
        "--target-group", help=_("Target group: job_ready, activity_ready, education_ready."), metavar=_("CODE")
    ),
]
Track = Annotated[str | None, typer.Option("--track", help=_("Track: job, rehabilitation, exempt."), metavar=_("CODE"))]
Challenges = Annotated[
    str | None,
    typer.Option("--challenges", help=_("Challenges, with | or commas between them."), metavar=_("CODES")),
]
CvRegistered = Annotated[
    str | None, typer.Option("--cv-registered", help=_("The day the CV was registered."), metavar=_("DATE"))
]
Caseworker = Annotated[
    str | None,
    typer.Option("--caseworker", help=_("Coordinating caseworker from the first day."), metavar=_("INITIALS")),
]

OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "case_ref": "--ref",
        "name": "--name",
        "cpr": "--cpr",
        "birth_date": "--birth-date",
        "gender": "--gender",
        "opened": "--opened",
        "closed": "--on",
        "close_reason": "--reason",
        "target_group": "--target-group",
        "track": "--track",
        "challenges": "--challenges",
        "cv_registered": "--cv-registered",
        "caseworker": "--caseworker",
    }
)
"""The option that gives each field."""
