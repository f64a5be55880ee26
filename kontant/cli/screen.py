"""Writing to people: styled lines on a terminal, the same lines plain everywhere else.

A screen is a list of lines, a line a list of pieces, each a text with a style. Off a terminal lines are neither
wrapped nor coloured, so pipes get whole lines; on one a command that is to be copied stays in one piece. Colour is
Typer's own, which is loaded already: importing Rich would cost the morning list a third of its time.
"""

import contextlib
import os
import re
import shutil
import stat
import sys
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from typer import style

from kontant.i18n import _

if TYPE_CHECKING:
    from kontant.cli.context import Context
    from kontant.exchange.sheets import Sheet


class Piece(NamedTuple):
    """A run of text in one style: a colour and ``bold`` or ``dim``, such as ``bold red``."""

    text: str
    style: str = ""


Line = list[Piece]

# Narrower than this nothing is readable; wider than this lines of reasons are.
NARROWEST, WIDEST = 40, 120
# A command in a sentence; and what stands for a space in it while rows are made, which no clean text holds.
_COMMAND = re.compile(r"(?<=: )(?:kontant|rm|del) .*?(?=[.;)]+(?:\s|$)|$)")
_SPACE = "\ue000"


def line(*pieces: Piece | str) -> Line:
    """A line of pieces; a bare string has no style."""
    return [piece if isinstance(piece, Piece) else Piece(piece) for piece in pieces]


def on_terminal() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout.isatty()


def width() -> int:
    """Columns to fit: the terminal's, within what is readable; 80 off a terminal."""
    columns = shutil.get_terminal_size((80, 24)).columns if on_terminal() else 80
    return max(NARROWEST, min(columns, WIDEST))


def _width_of(stream: TextIO) -> int:
    """As :func:`width`; of the terminal that only stderr may lead to."""
    if on_terminal() or os.environ.get("COLUMNS"):
        return width()
    with contextlib.suppress(OSError, ValueError):
        return max(NARROWEST, min(os.get_terminal_size(stream.fileno()).columns or 80, WIDEST))
    return width()


def clean(text: str) -> str:
    """``text`` without control characters: what was imported must not be able to redraw the screen."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def shorten(text: str, room: int) -> str:
    """``text`` cut to ``room`` columns with an ellipsis where it was longer."""
    text = clean(text)
    return text if len(text) <= room else text[: max(room - 1, 0)].rstrip() + "…"


def wrapped(text: str, indent: str, style: str = "", further: str = "") -> list[Line]:
    """``text`` as lines with ``indent``, wrapped to the terminal; one whole line off a terminal.

    The lines after the first stand ``further`` in.
    """
    text = clean(text)
    if not on_terminal():
        return [line(Piece(indent + text, style))]
    return [line(Piece(row, style)) for row in _rows(text, width(), indent, indent + further)]


def _rows(text: str, room: int, first: str = "", later: str = "") -> list[str]:
    """Clean text in rows of ``room`` columns, broken at spaces that stand in no command."""
    rows = textwrap.wrap(
        _COMMAND.sub(lambda found: found[0].replace(" ", _SPACE), text),
        room,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [row.replace(_SPACE, " ") for row in rows]


def hung(text: str, indent: str = "", style: str = "") -> list[Line]:
    """``text`` wrapped by words, the lines after its first a little further in."""
    return wrapped(text, indent, style, further="  ")


def beside(lead: Piece, text: str, style: str = "", indent: str = "") -> list[Line]:
    """``text`` wrapped to the right of ``lead``, which stands ``indent`` in; a lead without text alone."""
    room = indent + " " * len(lead.text)
    first, *more = wrapped(text, room, style) or [line(Piece(room))]
    return [line(indent, lead, Piece(first[0].text[len(room) :], style)), *more]


def show(lines: Iterable[Line]) -> None:
    """Write lines to stdout."""
    text = _coloured if on_terminal() and has_colour() else _plain
    sys.stdout.write("".join(text(row) + "\n" for row in lines))


def has_colour() -> bool:
    """Whether colour is wanted: not with ``NO_COLOR`` (to any value but empty) or a terminal that has none."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _plain(row: Line) -> str:
    return "".join(clean(piece.text) for piece in row).rstrip()


def _coloured(row: Line) -> str:
    return "".join(_styled(piece) for piece in row)


def _styled(piece: Piece) -> str:
    text = clean(piece.text)
    if not piece.style:
        return text
    words = piece.style.split()
    colour = next((word for word in words if word not in ("bold", "dim")), None)
    return style(text, fg=colour, bold="bold" in words or None, dim="dim" in words or None)


def say(text: str) -> None:
    """Write text of one line or more to stdout."""
    sys.stdout.write(_fitted(text, sys.stdout))


def emit(data: str) -> None:
    """Write data for a machine to stdout, to the letter."""
    sys.stdout.write(data + "\n")


def emit_json(document: Any) -> None:
    """Write a document to stdout as JSON, as people can read it too."""
    from kontant.exchange.json_values import document_text

    emit(document_text(document))


def caseload_hint(context: "Context") -> list[Line]:
    """How the commands of a screen reach the caseload that they were told of; nothing where they do as they stand."""
    if not context.db_option:
        return []
    return wrapped(_("Type the commands with {option}, or set KONTANT_DB.").format(option=context.db_option), "")


def tell(text: str) -> None:
    """Write one sentence to stderr: progress and asides that are not data."""
    tell_lines(text.replace("\n", " "))


def tell_lines(text: str) -> None:
    """Write text of one line or more to stderr."""
    sys.stderr.write(_fitted(text, sys.stderr))


def _fitted(text: str, stream: TextIO) -> str:
    """Lines for ``stream``: whole, and on a terminal those that are too long broken at spaces, set in as they were."""
    lines = [clean(row) for row in text.split("\n")]
    if stream.isatty():
        room = _width_of(stream)
        lines = [row for whole in lines for row in _broken(whole, room)]
    return "\n".join(lines) + "\n"


def _broken(text: str, room: int) -> list[str]:
    return [text] if len(text) <= room else _rows(text, room, later=" " * (len(text) - len(text.lstrip())))


def write_sheet(sheet: "Sheet", *, markdown: bool) -> None:
    """Write a table of cells to stdout, as Markdown or as CSV."""
    from kontant.exchange.sheets import as_csv, as_markdown

    if markdown:
        sys.stdout.write(as_markdown(sheet))
    else:
        write_csv(as_csv(sheet))


def write_csv(text: str) -> None:
    """Write CSV to stdout as it stands; into a file with the mark by which Excel knows UTF-8."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(newline="")
    with contextlib.suppress(OSError, ValueError):
        if stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode):
            sys.stdout.write("\ufeff")
    sys.stdout.write(text)
