"""``kontant review report``: what the answers of a review come to, on the screen or in a file."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.exporting import FileFormat, Force, Output, Target, format_option, target, write_out
from kontant.cli.review_held import Held, Number, held
from kontant.i18n import _
from kontant.store.reading import reading

if TYPE_CHECKING:
    from kontant.report.review.review_words import Reviewed

FORMATS = tuple(FileFormat)


def report(
    ctx: typer.Context,
    number: Number = None,
    chosen: Annotated[FileFormat | None, format_option(FORMATS, FileFormat.TABLE)] = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Tell what the review comes to so far."""
    context: Context = ctx.obj
    place = target(output, chosen, force, FORMATS, FileFormat.TABLE)
    with reading(context.path) as connection:
        review = held(context, connection, number)
    found = _reviewed(review)
    if place.format is FileFormat.TABLE:
        from kontant.cli.review_report_screen import screen
        from kontant.cli.screen import show

        show(screen(found, review.command("next")))
        return
    _write(found, place, force)


def _reviewed(review: Held) -> "Reviewed":
    from kontant.report.review.results import results
    from kontant.report.review.review_words import Reviewed

    return Reviewed(review.review, review.progress, results(review.asked, review.answers))


def _write(found: "Reviewed", place: Target, force: bool) -> None:
    from kontant.report.review import review_words

    write_out(
        place,
        force=force,
        texts={
            FileFormat.CSV: partial(_csv, found),
            FileFormat.JSON: partial(_json, found),
            FileFormat.MARKDOWN: partial(_markdown, found),
            FileFormat.HTML: partial(_html, found),
        },
        files={FileFormat.XLSX: partial(_xlsx, found), FileFormat.PDF: partial(_pdf, found)},
        told=lambda: _("Wrote {path}.").format(path=place.path) + " " + review_words.privacy(found),
    )


def _csv(found: "Reviewed") -> str:
    from kontant.exchange.sheets import as_csv
    from kontant.report.review.review_tables import results_sheet

    return as_csv(results_sheet(found))


def _json(found: "Reviewed") -> str:
    from kontant.exchange.json_values import document_text
    from kontant.report.review.review_tables import as_json

    return document_text(as_json(found)) + "\n"


def _xlsx(found: "Reviewed") -> bytes:
    import io

    from kontant.exchange.sheets import write_xlsx
    from kontant.report.review.review_tables import workbook_sheets

    file = io.BytesIO()
    write_xlsx(file, workbook_sheets(found), created=found.review.as_of)
    return file.getvalue()


def _markdown(found: "Reviewed") -> str:
    from kontant.exchange.pages.markdown import as_markdown
    from kontant.report.review.review_page import review_page

    return as_markdown(review_page(found))


def _html(found: "Reviewed") -> str:
    from kontant.exchange.pages.html import as_html
    from kontant.report.review.review_page import review_page

    return as_html(review_page(found))


def _pdf(found: "Reviewed") -> bytes:
    from kontant.exchange.pages.pdf import as_pdf
    from kontant.report.review.review_page import review_page

    return as_pdf(review_page(found))
