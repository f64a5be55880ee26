"""``kontant export pseudonymised``: a caseload of the same shape in which nobody can be recognised."""

import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.exporting import Force
from kontant.cli.judging import parameters
from kontant.cli.options import AsOf, when
from kontant.cli.screen import tell
from kontant.errors import Refused
from kontant.i18n import _, day_text, ngettext

if TYPE_CHECKING:
    from kontant.exchange.pseudonyms import Copied, Known

HELP = _(
    "Write a caseload file with invented people in place of those in yours, for demonstrations and support: the same "
    "cases and flags, other names, numbers, initials, places, texts and dates."
)
MAX_SEED = 2**31 - 1


def pseudonymised(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("The file to write; it opens with --db."), metavar=_("FILE"))],
    *,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=MAX_SEED,
            help=_("The same number gives the same copy; drawn by chance if left out."),
            metavar=_("SEED"),
        ),
    ] = None,
    as_of: AsOf = None,
    force: Force = False,
) -> None:
    """Log it, write the copy, and say by how much its days are moved."""
    from kontant.exchange.files import check_target
    from kontant.exchange.pseudonyms import Asked, copy
    from kontant.store.reading import reading
    from kontant.store.timelines import case_count

    context: Context = ctx.obj
    day = when(context, as_of, "--as-of")
    if check_target(file, force=force) == context.path.expanduser().resolve():
        raise Refused(_("{path} is the caseload itself; choose another name for the copy.").format(path=file))
    asked = Asked(_seed() if seed is None else seed, day, parameters(context), _known())
    with reading(context.path) as connection:
        _log(context, day, case_count(connection))
        copied = copy(connection, file, asked, force=force)
    _tell(file, day, copied)


def _seed() -> int:
    import secrets

    return secrets.randbelow(MAX_SEED + 1)


def _known() -> "Known":
    """What kontant's own templates ask: a municipality's may call theirs, and their questions, anything."""
    from kontant.exchange.pseudonyms import Known
    from kontant.notes.template import Column, Question
    from kontant.notes.template_file import available
    from kontant.report.review.points import points

    templates = available(None)
    asked = [question for template in templates.values() for question in template.questions]
    fields: list[Question | Column] = [*asked, *(column for question in asked for column in question.columns)]
    codes = {choice.code for each in fields for choice in each.choices}
    codes |= {*templates, *points(), *(point.figure for point in points().values() if point.figure)}
    numbers = frozenset(each.id for each in fields if each.kind == "number")
    return Known(frozenset(each.id for each in fields), numbers, frozenset(codes))


def _log(context: Context, day: date, cases: int) -> None:
    from kontant.cli.export_log import log_written
    from kontant.store.pseudonymised import COMMAND

    log_written(context, COMMAND, day, "caseload", to_file=True, cases=cases)


def _tell(file: Path, day: date, copied: "Copied") -> None:
    from kontant.exchange.pseudonyms import FURTHER

    wrote = ngettext(
        "Wrote {path}: {n} case with an invented person.", "Wrote {path}: {n} cases with invented people.", copied.cases
    )
    tell(wrote.format(path=file, n=copied.cases))
    moved = ngettext("{n} week later", "{n} weeks later", copied.weeks)
    if copied.weeks < 0:
        moved = ngettext("{n} week earlier", "{n} weeks earlier", -copied.weeks)
    told = _("All its dates lie {moved}: what is {day} in yours is {other} there.")
    tell(told.format(moved=moved.format(n=abs(copied.weeks)), day=day_text(day), other=day_text(copied.day)))
    if copied.apart:
        told = ngettext(
            "The dates of {n} case lie up to {days} days further off, so that its flags stay.",
            "The dates of {n} cases lie up to {days} days further off, so that their flags stay.",
            copied.apart,
        )
        tell(told.format(n=copied.apart, days=FURTHER))
    if copied.differing:
        other = ngettext(
            "{n} case has other flags there, since months are of unequal length and the law has its dates.",
            "{n} cases have other flags there, since months are of unequal length and the law has its dates.",
            copied.differing,
        )
        tell(other.format(n=copied.differing))
    else:
        tell(_("Each case has the same flags there."))
    command = f"kontant --db {shlex.quote(str(file))} due --as-of {copied.day}"
    tell(_("Look at it with: {command}").format(command=command))
    tell(
        _(
            "The course of a case can still tell who it is to somebody who knows it, so share the copy with as few as "
            "need it. It is not encrypted."
        )
    )
