"""``kontant case access``: all that is held on a person, to be handed to them as a page or JSON (GDPR article 15)."""

from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.case_finding import find_case
from kontant.cli.case_options import CaseText
from kontant.cli.context import Context
from kontant.cli.export_log import log_out
from kontant.cli.exporting import FileFormat, Force, Output, Target, format_option, target, write_out
from kontant.cli.screen import on_terminal, show, tell
from kontant.i18n import _

if TYPE_CHECKING:
    from kontant.report.access import Access

FORMATS = (FileFormat.MARKDOWN, FileFormat.HTML, FileFormat.PDF, FileFormat.JSON)
Staff = Annotated[bool, typer.Option("--staff", help=_("Name who of the staff looked, drafted and reviewed."))]


def access(
    ctx: typer.Context,
    case: CaseText,
    *,
    chosen: Annotated[FileFormat | None, format_option(FORMATS)] = None,
    output: Output = None,
    force: Force = False,
    staff: Staff = False,
) -> None:
    """Write all that is held on a person to a file or to stdout."""
    from kontant.cli.access_beside import words_beside
    from kontant.report.access import gather
    from kontant.store.reading import reading

    context: Context = ctx.obj
    place = target(output, chosen, force, FORMATS, FileFormat.TABLE if on_terminal() else FileFormat.MARKDOWN)
    with reading(context.path) as connection:
        case_ref = find_case(connection, case)
        beside = words_beside(context.path, connection, case_ref, context.who)
        held = gather(connection, case_ref, made=context.today, staff=staff, beside=beside)
    if place.format is FileFormat.TABLE:
        _log(context, place, held)
        _show(held)
        tell(_others())
    else:
        _write(context, place, held, force=force)


def _write(context: Context, place: Target, held: "Access", *, force: bool) -> None:
    made = _rendered(place.format, held)
    _log(context, place, held)
    told = _("Wrote {path}: all that is held on case {case}. Keep it as safe as the caseload itself.")
    write_out(
        place,
        force=force,
        texts={place.format: lambda: str(made)},
        files={place.format: lambda: made} if isinstance(made, bytes) else None,
        told=lambda: f"{told.format(path=place.path, case=held.case_ref)} {_others()}",
    )
    if place.path is None:
        tell(_others())


def _rendered(chosen: FileFormat, held: "Access") -> str | bytes:
    from kontant.cli.case_brief import rendered
    from kontant.report.access import access_page, document

    if chosen is FileFormat.JSON:
        from kontant.exchange.json_values import document_text

        return document_text(document(held)) + "\n"
    return rendered(access_page(held), chosen)


def _show(held: "Access") -> None:
    from kontant.cli.page_screen import screen
    from kontant.report.access import access_page

    show(screen(access_page(held)))


def _log(context: Context, place: Target, held: "Access") -> None:
    whole = {"cpr": True} if held.head["cpr"] else {}
    log_out(context, "case access", place, context.today, case_refs=[held.case_ref], **whole)


def _others() -> str:
    """What is about others is theirs: no program can tell it in running text."""
    return _(
        "Read it through before it is handed over: what is about others, or was said in confidence, may have to be "
        "taken out (GDPR article 15(4))."
    )
