"""A page as GitHub-flavoured Markdown: readable as it stands, and the same words where it is rendered.

What a text says is escaped, so that a case's words become neither markup nor a link, an image, a formula or HTML.
"""

import re
from collections.abc import Iterator, Sequence

from kontant.exchange.pages.lines import Line, bold, follows_note, lines, paragraphs
from kontant.exchange.pages.model import (
    Block,
    Bullets,
    Chart,
    Facts,
    Heading,
    Page,
    PageBreak,
    Paragraph,
    Quote,
    Run,
    Table,
    Text,
    confidential,
    numbers,
)
from kontant.exchange.pages.wording import cleaned

# What Markdown takes for markup wherever it stands; "<" and "&" become entities, which every dialect knows.
_ANYWHERE = re.compile(r"([\\`*_\[\]{}|~$^])")
# What it takes for a heading, a list, a rule, a table or the line under a heading where a line begins with it.
_AT_START = re.compile(r"^([#+=:-])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?= |$)")
# What GitHub makes a link of, in the middle of a word too. A sign without width between the parts prevents it.
_ADDRESS = re.compile(r"(www(?=\.)|(?:https?|ftp|mailto|xmpp)(?=:)|(?=@))", re.IGNORECASE)
_JOINER = "\u2060"
# Spaces at the start of a line are markup in Markdown; these are none, and look the same.
_FIXED_SPACE = "\u00a0"
# Columns are aligned to this width; a longer cell goes beyond it alone.
_WIDEST = 60
# What keeps further lines within a point of a list, and within a footnote.
_LIST, _FOOTNOTE = "  ", "    "


def as_markdown(page: Page) -> str:
    """``page`` as Markdown."""
    page = cleaned(page)
    parts = [part for part in (*_head(page), *_body(page), *_footnotes(page)) if part]
    return "\n\n".join(parts) + "\n"


def _head(page: Page) -> Iterator[str]:
    yield f"# {_line(page.title)}"
    yield _strong(_line(page.subtitle))
    yield _text("\n".join(page.lines))
    if page.private:
        yield _strong(_line(confidential()))


def _body(page: Page) -> Iterator[str]:
    level = 2
    for block in page.blocks:
        if isinstance(block, Heading):
            level = block.level
        yield _block(block, level)


def _block(block: Block, level: int) -> str:
    match block:
        case Heading():
            told = f"{'#' * block.level} {_line(block.text)}"
        case Paragraph():
            told = _text(block.text)
        case Bullets():
            told = "\n".join(f"- {_text(item, _LIST)}" for item in block.items)
        case Facts():
            told = "\n".join(f"- **{_line(term)}:** {_text(text, _LIST)}" for term, text in block.pairs)
        case Table():
            told = _table(block)
        case Chart():
            told = _table(numbers(block)) if block.tabled else ""
        case Quote():
            told = _quote(block, level + 1)
        case PageBreak():
            told = ""
    return told


def _table(table: Table) -> str:
    """The caption in bold, and the table with its columns aligned; bold too are the rows that stand out."""
    headings = [_cell(column.title) for column in table.columns]
    rows = [[_cell(cell, strong=number in table.mark) for cell in row] for number, row in enumerate(table.rows)]
    right = [column.right for column in table.columns]
    widths = [max(3, *(len(row[place]) for row in (headings, *rows))) for place in range(len(headings))]
    rule = ["-" * (width - 1) + (":" if number else "-") for width, number in zip(widths, right, strict=True)]
    lines = [_row(row, widths, right) for row in (headings, rule, *rows)]
    return "\n".join([_strong(_line(table.caption)), "", *lines])


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        cell.rjust(min(width, _WIDEST)) if number else cell.ljust(min(width, _WIDEST))
        for cell, width, number in zip(cells, widths, right, strict=True)
    )
    return f"| {' | '.join(padded)} |"


def _quote(quote: Quote, level: int) -> str:
    """A note: its heading, and below it its words as a quotation."""
    words = "\n\n".join(part for part in (_text(quote.meta), _text(quote.body)) if part)
    quoted = "\n".join(f"> {line}" if line else ">" for line in words.split("\n")) if words else ""
    return f"{'#' * level} {_line(quote.heading)}\n\n{quoted}".rstrip("\n")


def _footnotes(page: Page) -> Iterator[str]:
    for number, note in enumerate(page.footnotes, start=1):
        yield f"[^{number}]: {_text(note, _FOOTNOTE)}"


def _text(text: Text, within: str = "") -> str:
    """Lines that stay lines; an empty one ends a paragraph. ``within`` keeps them within a point of a list."""
    parts = [f"  \n{within}".join(_written(line) for line in paragraph) for paragraph in paragraphs(text)]
    return f"\n\n{within}".join(parts)


def _written(line: Line) -> str:
    """A line, with the spaces that it begins with."""
    first = line[0].text if line else ""
    return fixed_indent(first) + line_start(_inline(line).strip())


def _cell(text: Text, *, strong: bool = False) -> str:
    """A cell of a table, which has one line in Markdown; the lines of its text are parted as HTML parts them."""
    return "<br>".join(_inline(line, strong=strong).strip() for line in lines(text))


def _inline(line: Line, *, strong: bool = False) -> str:
    if strong:
        line = bold(line)
    return "".join((" " if follows_note(line, place) else "") + _run(run) for place, run in enumerate(line))


def _run(run: Run) -> str:
    words = code_span(run.text) if run.code else _unlinked(run.text)
    return (_strong(words) if run.strong else words) + ("" if run.note is None else f"[^{run.note}]")


def _strong(told: str) -> str:
    """``told`` in bold; the signs must touch the words, so the spaces around these stay outside."""
    words = told.strip()
    if not words:
        return told
    return told.replace(words, f"**{words}**", 1)


def _line(text: str) -> str:
    """``text`` on a line that begins with it."""
    return line_start(_unlinked(text).strip())


def _unlinked(text: str) -> str:
    """``text`` as it stands, with nothing in it that becomes a link."""
    return escaped(_ADDRESS.sub(rf"\1{_JOINER}", text))


def escaped(text: str) -> str:
    """``text`` to the letter as Markdown shows it within a line; an address in it may still become a link."""
    told = text.replace("\n", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _ANYWHERE.sub(r"\\\1", told)


def code_span(text: str) -> str:
    """``text`` as Markdown shows what is typed to the letter, in a table too; between more backticks than it holds."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    words = text.replace("\n", " ").replace("|", r"\|")
    fence = "`" * (longest + 1)
    space = " " if words[:1] in ("", "`") or words[-1:] == "`" else ""
    return f"{fence}{space}{words}{space}{fence}"


def line_start(told: str) -> str:
    """Escaped words that a line begins with, so that they begin no heading, list, rule or table."""
    return _NUMBERED.sub(r"\1\\\2", _AT_START.sub(r"\\\1", told))


def fixed_indent(row: str) -> str:
    """The spaces that ``row`` begins with, as Markdown keeps them."""
    return _FIXED_SPACE * (len(row) - len(row.lstrip(" ")))
