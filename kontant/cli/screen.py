"""Writing to people: styled lines on a terminal, the same lines plain everywhere else.

A screen is a list of lines, a line a list of pieces, each a text with a style. Rich is imported only where
there is a terminal to colour; off one, lines are neither wrapped nor coloured, so pipes get whole lines.
"""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable
from typing import NamedTuple


class Piece(NamedTuple):
    """A run of text in one style (a Rich style, such as ``bold red``)."""

    text: str
    style: str = ""


Line = list[Piece]

# Narrower than this nothing is readable; wider than this lines of reasons are.
NARROWEST, WIDEST = 40, 120


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


def clean(text: str) -> str:
    """``text`` without control characters: what was imported must not be able to redraw the screen."""
    return "".join(c if c.isprintable() else " " for c in text)


def shorten(text: str, room: int) -> str:
    """``text`` cut to ``room`` columns with an ellipsis where it was longer."""
    text = clean(text)
    return text if len(text) <= room else text[: max(room - 1, 0)].rstrip() + "…"


def wrapped(text: str, indent: str, style: str = "") -> list[Line]:
    """``text`` as lines with ``indent``, wrapped to the terminal; one whole line off a terminal."""
    text = clean(text)
    if not on_terminal():
        return [line(Piece(indent + text, style))]
    rows = textwrap.wrap(text, width() - len(indent), break_long_words=False, break_on_hyphens=False)
    return [line(Piece(indent + row, style)) for row in rows]


def show(lines: Iterable[Line]) -> None:
    """Write lines to stdout."""
    if not on_terminal():
        sys.stdout.write("".join("".join(p.text for p in row).rstrip() + "\n" for row in lines))
        return
    from rich.console import Console
    from rich.text import Text

    # NO_COLOR and TERM=dumb are Rich's to heed; a fixed width keeps it from wrapping what is already fitted.
    console = Console(highlight=False, soft_wrap=True, no_color=bool(os.environ.get("NO_COLOR")) or None)
    text = Text("\n").join(Text.assemble(*((p.text, p.style) for p in row)) for row in lines)
    console.print(text)


def say(text: str) -> None:
    """Write one sentence to stdout."""
    sys.stdout.write(text + "\n")


def tell(text: str) -> None:
    """Write one sentence to stderr: progress and asides that are not data."""
    sys.stderr.write(text + "\n")
