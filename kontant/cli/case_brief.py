"""``kontant case brief``: the page that a successor needs, on the screen or as Markdown, HTML or PDF."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.case_finding import find_case
from kontant.cli.case_options import CaseText, ShowCpr
from kontant.cli.context import Context
from kontant.cli.export_log import log_out
from kontant.cli.exporting import PAGES, FileFormat, Force, Output, Target, format_option, target, write_out
from kontant.cli.judging import evaluator
from kontant.cli.options import AsOf, when
from kontant.cli.screen import on_terminal, show, tell
from kontant.errors import WriteProtected
from kontant.i18n import _

if TYPE_CHECKING:
    from kontant.exchange.pages.model import Page


def brief(
    ctx: typer.Context,
    case: CaseText,
    *,
    as_of: AsOf = None,
    chosen: Annotated[FileFormat | None, format_option(PAGES)] = None,
    output: Output = None,
    force: Force = False,
    show_cpr: ShowCpr = False,
) -> None:
    """Write the brief of a case to a file or to stdout."""
    from kontant.report.brief import brief_page
    from kontant.store.reading import reading

    context: Context = ctx.obj
    place = target(output, chosen, force, PAGES, FileFormat.TABLE if on_terminal() else FileFormat.MARKDOWN)
    rules = evaluator(context, when(context, as_of, "--as-of"))
    with reading(context.path) as connection:
        case_ref = find_case(connection, case)
        page = brief_page(
            connection,
            case_ref,
            rules,
            show_cpr=show_cpr,
            made=context.today,
            prefix=context.short_prefix,
            option=context.db_option,
        )
    if place.format is FileFormat.TABLE:
        _log(context, place, rules.law.day, case_ref, show_cpr)
        _show(page)
        return
    made = rendered(page, place.format)
    _log(context, place, rules.law.day, case_ref, show_cpr)
    told = _("Wrote {path}: the brief of case {case}. It names the person: keep it as safe as the caseload itself.")
    write_out(
        place,
        force=force,
        texts={place.format: lambda: str(made)},
        files={place.format: lambda: made} if isinstance(made, bytes) else None,
        told=lambda: told.format(path=place.path, case=case_ref),
    )


def _show(page: "Page") -> None:
    from kontant.cli.page_screen import screen

    show(screen(page))


def rendered(page: "Page", chosen: FileFormat) -> str | bytes:
    """The page in the format that is wanted."""
    if chosen is FileFormat.PDF:
        from kontant.exchange.pages.pdf import as_pdf

        return as_pdf(page)
    if chosen is FileFormat.HTML:
        from kontant.exchange.pages.html import as_html

        return as_html(page)
    from kontant.exchange.pages.markdown import as_markdown

    return as_markdown(page)


def _log(context: Context, place: Target, day: date, case_ref: str, whole_cpr: bool) -> None:
    """Enter it in the log; what is only shown on the screen is shown of a write-protected caseload too."""
    cpr = {"cpr": True} if whole_cpr else {}
    try:
        log_out(context, "case brief", place, day, case_refs=[case_ref], **cpr)
    except WriteProtected:
        if place.path is not None:
            raise
        tell(_("The caseload cannot be written, so its log does not tell of this brief."))
