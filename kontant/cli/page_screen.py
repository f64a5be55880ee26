"""A page as lines of a terminal: the words that it has on paper, fitted to the columns that there are.

Headings are bold. A table whose columns do not fit becomes a list of its rows, each cell behind the title of its
column. The number of a footnote stands in brackets, and what it says at the end.
"""

import re
from collections.abc import Iterator, Sequence

from kontant.cli.screen import Line, Piece, hung, line, width, wrapped
from kontant.exchange.pages.lines import follows_note, lines
from kontant.exchange.pages.model import (
    Block,
    Bullets,
    Chart,
    Facts,
    Heading,
    Page,
    Paragraph,
    Quote,
    Run,
    Table,
    Text,
    confidential,
    notes_title,
    numbers,
    plain,
)
from kontant.exchange.pages.wording import cleaned

INDENT = "  "
# Before a row that stands out, where colour may be missing.
MARK = "●"
# A term longer than this has its words below it rather than beside it.
_LONGEST_TERM = 24
_GAP = "  "
_DIM, _BOLD, _CODE = "dim", "bold", "green"


def screen(page: Page) -> Iterator[Line]:
    """All lines of ``page``."""
    page = cleaned(page)
    yield line(Piece(page.title, _BOLD))
    if page.subtitle:
        yield line(Piece(page.subtitle, _BOLD))
    if page.private:
        yield from wrapped(confidential(), "", "yellow")
    for told in page.lines:
        yield from wrapped(told, "", _DIM)
    for block in page.blocks:
        yield from _block(block)
    yield from _footnotes(page)


def _block(block: Block) -> Iterator[Line]:
    match block:
        case Heading():
            yield []
            yield line(Piece(block.text.upper() if block.level == 2 else block.text, _BOLD))
        case Paragraph():
            yield from _flow(block.text, INDENT)
        case Bullets():
            for item in block.items:
                yield from _flow(item, f"{INDENT}- ", INDENT * 2)
        case Facts():
            yield from _facts(block)
        case Table():
            yield from _table(block)
        case Chart():
            if block.tabled:
                yield from _table(numbers(block))
        case Quote():
            yield from _quote(block)


def _quote(quote: Quote) -> Iterator[Line]:
    yield []
    yield from hung(quote.heading, INDENT, _BOLD)
    if quote.meta:
        yield from hung(quote.meta, INDENT, _DIM)
    yield from _flow(quote.body, INDENT * 2)


def _facts(facts: Facts) -> Iterator[Line]:
    room = max((len(term) for term, _text in facts.pairs if len(term) <= _LONGEST_TERM), default=0) + len(_GAP)
    for term, text in facts.pairs:
        yield from _labelled(term, text, INDENT, room)


def _labelled(term: str, text: Text, indent: str, room: int) -> Iterator[Line]:
    """What is said of a term, beside it where the term is short, else below it."""
    if len(term) < room:
        yield from _flow(text, indent, indent + " " * room, lead=Piece(term.ljust(room), _DIM))
    else:
        yield from hung(term, indent, _DIM)
        yield from _flow(text, indent + INDENT)


def _table(table: Table) -> Iterator[Line]:
    yield []
    yield from hung(table.caption, INDENT, _BOLD)
    columns = [max(map(len, _cells(table, place))) for place in range(len(table.columns))]
    if len(INDENT) + len(MARK) + sum(columns) + len(_GAP) * len(columns) <= width():
        yield from _grid(table, columns)
    else:
        yield from _list(table)


def _cells(table: Table, place: int) -> list[str]:
    """What stands in a column as it is shown, its title too; lines of a text part in a list only."""
    cells = ("".join(piece.text for piece in _pieces(row[place])) for row in table.rows)
    return [table.columns[place].title, *(cell if "\n" not in cell else " " * width() for cell in cells)]


def _grid(table: Table, columns: Sequence[int]) -> Iterator[Line]:
    """The table as one, which fits."""
    titles = [[Piece(column.title, _DIM)] for column in table.columns]
    for number, row in enumerate([titles, *([_pieces(cell) for cell in row] for row in table.rows)]):
        marked = number - 1 in table.mark
        pieces: Line = [Piece(INDENT + (MARK if marked else " ") + " ")]
        for pieces_of, room, column in zip(row, columns, table.columns, strict=True):
            space = " " * (room - sum(len(piece.text) for piece in pieces_of))
            shown = [piece._replace(style=piece.style or _BOLD) for piece in pieces_of] if marked else pieces_of
            pieces += [Piece(space), *shown, Piece(_GAP)] if column.right else [*shown, Piece(space + _GAP)]
        yield pieces


def _list(table: Table) -> Iterator[Line]:
    """The rows of a table one below another, each named by its first cell; a cell without words is left out."""
    room = max(len(column.title) for column in table.columns[1:]) if len(table.columns) > 1 else 0
    room = min(room, _LONGEST_TERM) + len(_GAP)
    for number, row in enumerate(table.rows):
        lead = f"{INDENT}{MARK} " if number in table.mark else f"{INDENT}- "
        first = [run._replace(strong=not run.code) for run in _runs(row[0])]
        yield from _flow(first, lead, INDENT * 2)
        for column, cell in zip(table.columns[1:], row[1:], strict=True):
            if any(map(str.isalnum, plain(cell))):
                yield from _labelled(column.title, cell, INDENT * 2, room)


def _footnotes(page: Page) -> Iterator[Line]:
    if page.footnotes:
        yield from _block(Heading(2, notes_title()))
    for number, note in enumerate(page.footnotes, start=1):
        yield from hung(f"[{number}] {note}", INDENT, _DIM)


def _runs(text: Text) -> Sequence[Run]:
    return [Run(text)] if isinstance(text, str) else text


def _pieces(text: Text) -> Line:
    """A text with its styles, and the numbers of its footnotes after the words that they are of; newlines stay."""
    told: Line = []
    for place, row in enumerate(lines(text)):
        if place:
            told.append(Piece("\n"))
        for number, run in enumerate(row):
            if run.text:
                style = _CODE if run.code else _BOLD if run.strong else ""
                told.append(Piece(run.text, style))
            if run.note is not None:
                told.append(Piece(("" if follows_note(row, number) else " ") + f"[{run.note}]", _DIM))
    return told


def _flow(text: Text, indent: str, further: str | None = None, lead: Piece | None = None) -> Iterator[Line]:
    """A text wrapped by words with their styles: after ``indent``, its further lines after ``further``."""
    further = indent if further is None else further
    row: Line = [Piece(indent), *([lead] if lead else [])]
    used = first = sum(len(piece.text) for piece in row)
    for word in _words(_pieces(text)):
        if word is None or (used + sum(len(piece.text) for piece in word) > width() and used > first):
            yield row
            row, used = [Piece(further)], len(further)
            first = used
        if word is not None:
            spaced = [Piece(word[0].text.lstrip(" "), word[0].style), *word[1:]] if used == first else word
            row += spaced
            used += sum(len(piece.text) for piece in spaced)
    yield row


def _words(pieces: Line) -> Iterator[Line | None]:
    """The words of a text, each with the spaces before it and in its styles; None where a line ends."""
    word: Line = []
    for piece in pieces:
        for part in re.findall(r"\n| *[^ \n]+| +", piece.text):
            if word and (part == "\n" or part.startswith(" ")) and not _is_note(part):
                yield word
                word = []
            if part == "\n":
                yield None
            else:
                word.append(Piece(part, piece.style))
    if word:
        yield word


def _is_note(part: str) -> bool:
    """Whether it is the number of a footnote, which stays with the word before it."""
    return re.fullmatch(r" \[\d+\]", part) is not None
