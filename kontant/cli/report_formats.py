"""The report in each format that goes to a file or a pipe."""

from collections.abc import Callable, Mapping

from kontant.cli.exporting import FileFormat, Target
from kontant.i18n import _
from kontant.report import report_words
from kontant.report.over_time import Reported


def _csv(found: Reported) -> str:
    from kontant.cli.report_sheets import one_table
    from kontant.exchange.sheets import as_csv

    return as_csv(one_table(found))


def _json(found: Reported) -> str:
    from kontant.cli.report_json import report_json
    from kontant.exchange.json_values import document_text

    return document_text(report_json(found)) + "\n"


def _xlsx(found: Reported) -> bytes:
    from kontant.cli.report_sheets import workbook

    return workbook(found)


def _markdown(found: Reported) -> str:
    from kontant.exchange.pages.markdown import as_markdown
    from kontant.report.report_page import report_page

    return as_markdown(report_page(found))


def _html(found: Reported) -> str:
    from kontant.exchange.pages.html import as_html
    from kontant.report.report_page import report_page

    return as_html(report_page(found))


def _pdf(found: Reported) -> bytes:
    from kontant.exchange.pages.pdf import as_pdf
    from kontant.report.report_page import report_page

    return as_pdf(report_page(found))


TEXTS: Mapping[FileFormat, Callable[[Reported], str]] = {
    FileFormat.CSV: _csv,
    FileFormat.JSON: _json,
    FileFormat.MARKDOWN: _markdown,
    FileFormat.HTML: _html,
}
FILES: Mapping[FileFormat, Callable[[Reported], bytes]] = {FileFormat.XLSX: _xlsx, FileFormat.PDF: _pdf}


def told(found: Reported, place: Target) -> str:
    """What is said of a file that was written."""
    return f"{_('Wrote {path}.').format(path=place.path)} {report_words.privacy(found)}"


def left_out(found: Reported, place: Target) -> str:
    """What was asked for that the format has no room for; nothing where it has."""
    if place.format is not FileFormat.CSV or not (found.then or found.trend):
        return ""
    return _("CSV is one table and holds the day alone; --format xlsx or json holds the other days too.")
