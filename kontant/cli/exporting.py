"""What every export shares: its formats, the place it goes to, and how it is written there.

Options, checks and the writing alone. What an export holds is its command's; :data:`FileFormat.TABLE` is the screen
of a command, which shows it itself.
"""

import sys
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from kontant.cli.screen import tell, write_csv
from kontant.errors import UsageError
from kontant.i18n import _


class FileFormat(StrEnum):
    """What an export can be."""

    TABLE = "table"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"


SHEETS = (FileFormat.XLSX, FileFormat.CSV, FileFormat.JSON, FileFormat.MARKDOWN)
"""What tables can be."""
PAGES = (FileFormat.MARKDOWN, FileFormat.HTML, FileFormat.PDF)
"""What a page can be."""

_SUFFIXES: Mapping[FileFormat, tuple[str, ...]] = {
    FileFormat.XLSX: (".xlsx",),
    FileFormat.CSV: (".csv",),
    FileFormat.JSON: (".json",),
    FileFormat.MARKDOWN: (".md", ".markdown"),
    FileFormat.HTML: (".html", ".htm"),
    FileFormat.PDF: (".pdf",),
}
# These are no text: a terminal or a pipe makes nothing of them.
_FILES_ONLY = (FileFormat.XLSX, FileFormat.PDF)

Output = Annotated[Path | None, typer.Option("--output", "-o", help=_("Write to this file."), metavar=_("FILE"))]
Force = Annotated[bool, typer.Option("--force", help=_("Replace the file if it exists."))]


def format_option(allowed: Collection[FileFormat], default: FileFormat = FileFormat.MARKDOWN) -> Any:
    """The option ``--format`` of a command that can be ``allowed``."""
    told = _("What comes out; by the ending of --output if left out, else {default}.").format(default=default)
    return typer.Option("--format", help=told, metavar="|".join(allowed))


class Target(NamedTuple):
    """Where an export goes (None: stdout), and as what."""

    path: Path | None
    format: FileFormat


def target(
    output: Path | None,
    chosen: FileFormat | None,
    force: bool,
    allowed: Collection[FileFormat] = SHEETS,
    default: FileFormat = FileFormat.MARKDOWN,
) -> Target:
    """Check the place and choose the format before any work; raises ``UsageError`` or ``Refused``."""
    if chosen is not None and chosen not in allowed:
        raise UsageError(
            _("--format: {format} is not made here; choose one of {allowed}.").format(
                format=chosen, allowed=", ".join(allowed)
            )
        )
    if output is None:
        if chosen in _FILES_ONLY:
            raise UsageError(_file_needed(chosen))
        return Target(None, chosen or default)
    found = chosen or _by_ending(output, allowed)
    _check_ending(output, found)
    if found is FileFormat.TABLE:
        raise UsageError(_("The table is for the screen; choose another --format for a file."))
    from kontant.exchange.files import check_target

    check_target(output, force=force)
    return Target(output, found)


def _file_needed(chosen: FileFormat) -> str:
    if chosen is FileFormat.XLSX:
        return _("A workbook goes to a file: give it a name, such as --output caseload.xlsx.")
    return _("A PDF goes to a file: give it a name, such as --output report.pdf.")


def _check_ending(output: Path, chosen: FileFormat) -> None:
    """Raise ``UsageError`` where a file's ending is that of another format: nothing would open it."""
    named = next((each for each, endings in _SUFFIXES.items() if output.suffix.lower() in endings), None)
    if named is not None and named is not chosen and chosen is not FileFormat.TABLE:
        raise UsageError(
            _(
                "{path} is called as {named} is, and --format says {chosen}; end it in {ending}, or leave one out."
            ).format(path=output, named=named, chosen=chosen, ending=_SUFFIXES[chosen][0])
        )


def _by_ending(output: Path, allowed: Collection[FileFormat]) -> FileFormat:
    """The format that a file's name tells."""
    for found in allowed:
        if output.suffix.lower() in _SUFFIXES.get(found, ()):
            return found
    endings = [_SUFFIXES[each][0] for each in allowed if each in _SUFFIXES]
    raise UsageError(
        _("{path} does not tell the format; end it in {endings} or {last}, or give --format.").format(
            path=output, endings=", ".join(endings[:-1]), last=endings[-1]
        )
    )


def write_out(
    place: Target,
    *,
    force: bool,
    texts: Mapping[FileFormat, Callable[[], str]],
    told: Callable[[], str],
    files: Mapping[FileFormat, Callable[[], bytes]] | None = None,
) -> None:
    """Make the one format that is wanted and write it; ``told`` is said on stderr of what went to a file."""
    if place.path is None:
        _to_stdout(place.format, texts[place.format]())
        return
    from kontant.exchange.files import write_file

    in_bytes = files or {}
    data = in_bytes[place.format]() if place.format in in_bytes else _encoded(place.format, texts[place.format]())
    write_file(place.path, data, force=force)
    tell(told())


def _to_stdout(chosen: FileFormat, text: str) -> None:
    if chosen is FileFormat.CSV:
        write_csv(text)
    else:
        sys.stdout.write(text)


def _encoded(chosen: FileFormat, text: str) -> bytes:
    # Excel takes a CSV file without the mark for Windows-1252, and spoils Æ, Ø and Å.
    return text.encode("utf-8-sig" if chosen is FileFormat.CSV else "utf-8")
