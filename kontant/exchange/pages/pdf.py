"""A page as PDF, set by typst: tagged, with its title and language, and the same bytes for the same page.

typst reads the page as JSON, so nothing in it is ever typst's markup. The fonts are those inside typst; only where
they lack a sign that the page has are those of the machine asked as well.
"""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import zip_longest
from textwrap import shorten
from typing import Any

from kontant.exchange.pages import charts
from kontant.exchange.pages.columns import columns_of
from kontant.exchange.pages.lines import Line, follows_note, lines, paragraphs
from kontant.exchange.pages.model import (
    LONGEST_ROW,
    MANY_COLUMNS,
    Block,
    Bullets,
    Chart,
    Facts,
    Heading,
    Page,
    PageBreak,
    Paragraph,
    Quote,
    Table,
    Text,
    confidential,
    notes_title,
    numbers,
    on_one_sheet,
    plain,
)
from kontant.exchange.pages.palette import LIGHT
from kontant.exchange.pages.wording import cleaned

# A document that those can use too who hear it, or see it enlarged; typst checks that it is one.
_ACCESSIBLE = "ua-1"
# A word longer than this may be broken: one with the line to itself, and a term with its part of it.
_LONGEST_IN_LINE, _LONGEST_TERM = 50, 22
# The letters of a table with many columns are smaller. Widths are in points, as the template's margins leave them.
_SIZE, _SMALL = 9.5, 8.5
# The template tries this size first where all is to keep to one sheet; in a smaller one there is more room.
_LARGEST_ON_SHEET = 10.5
_LINE_WIDTH, _SHEET_WIDTH = 481.0, 527.0
_LONGEST_FOOTER = 90
# In millimetres.
_CHART_WIDTH, _SHEET_CHART_WIDTH, _SHEET_CHART_HEIGHT = 150.0, 140.0, 55.0


def as_pdf(page: Page) -> bytes:
    """``page`` as a PDF document."""
    import typst

    page = cleaned(page)
    data = json.dumps(_data(page), ensure_ascii=False)
    template = files(__package__).joinpath("page.typ").read_bytes()
    attempts: tuple[dict[str, Any], ...] = (
        {"ignore_system_fonts": True, "pdf_standards": _ACCESSIBLE},
        {"pdf_standards": _ACCESSIBLE},
        {},
    )
    for settings in attempts[:-1]:
        try:
            return bytes(typst.compile(template, sys_inputs={"page": data}, **settings))
        except typst.TypstError as error:
            # A sign that no font has is no reason to give the page up; any other fault is one.
            if "PDF/UA" not in str(error):
                raise
    return bytes(typst.compile(template, sys_inputs={"page": data}, **attempts[-1]))


def _data(page: Page) -> dict[str, Any]:
    return {
        "title": page.title,
        "language": page.language,
        "created": [page.created.year, page.created.month, page.created.day],
        "colours": LIGHT,
        "footer": shorten(page.title, _LONGEST_FOOTER, placeholder="…"),
        "one_sheet": page.one_sheet,
        "heading": _lines(page.title),
        "subtitle": _lines(page.subtitle),
        "private": confidential() if page.private else None,
        "lines": [_lines(line) for line in page.lines],
        "blocks": list(_blocks(page)),
        "footnotes": [_lines(note) for note in page.footnotes],
        "notes_title": notes_title(),
    }


def _blocks(page: Page) -> Iterator[dict[str, Any]]:
    level = 2
    for block, following in zip_longest(page.blocks, page.blocks[1:]):
        if isinstance(block, Heading):
            level = block.level
        shown = _block(block, level, one_sheet=page.one_sheet)
        # What introduces a table or a drawing stays with it.
        leads = isinstance(block, Paragraph) and isinstance(following, Table | Chart | Facts | Bullets)
        yield {"kind": type(block).__name__.lower(), "leads": leads, **shown}
        if isinstance(block, Chart) and block.tabled:
            yield {"kind": "table", **_table(numbers(block), one_sheet=page.one_sheet)}


def _block(block: Block, level: int, *, one_sheet: bool) -> dict[str, Any]:
    shown: dict[str, Any]
    match block:
        case Heading():
            shown = {"level": block.level, "words": _lines(block.text)}
        case Paragraph():
            shown = {"paragraphs": _paragraphs(block.text)}
        case Bullets():
            shown = {"items": [_lines(item) for item in block.items]}
        case Facts():
            shown = {"pairs": [_fact(term, text) for term, text in block.pairs]}
        case Table():
            shown = _table(block, one_sheet=one_sheet)
        case Chart():
            drawing = charts.svg(block, colours=LIGHT, dense=one_sheet)
            shown = {"caption": _lines(block.title), "alt": block.alt, "svg": drawing}
            shown |= {"millimetres": _chart_width(drawing) if one_sheet else _CHART_WIDTH}
        case Quote():
            shown = {"heading": _lines(block.heading), "meta": _lines(block.meta)}
            shown |= {"level": level + 1, "paragraphs": _paragraphs(block.body)}
        case PageBreak():
            shown = {}
    return shown


def _chart_width(drawing: str) -> float:
    """How wide a drawing is on a page that has little room: no higher than fits it."""
    width, height = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', drawing)[0])
    return min(_SHEET_CHART_WIDTH, _SHEET_CHART_HEIGHT * width / height)


def _fact(term: str, text: Text) -> dict[str, Any]:
    return {
        "term": _lines(term, _LONGEST_TERM),
        "words": _lines(text),
        "breakable": len(term) + len(plain(text)) > LONGEST_ROW,
    }


def _table(table: Table, *, one_sheet: bool) -> dict[str, Any]:
    size = _LARGEST_ON_SHEET if one_sheet else _SMALL if len(table.columns) > MANY_COLUMNS else _SIZE
    letters = [sum(len(plain(cell)) for cell in row) for row in table.rows]
    columns = columns_of(table, _SHEET_WIDTH if one_sheet else _LINE_WIDTH, size)
    return {
        "caption": _lines(table.caption),
        "headings": [_lines(each.title, most) for each, most in zip(table.columns, columns.letters, strict=True)],
        "right": [column.right for column in table.columns],
        "widths": columns.widths,
        "size": size,
        "mark": sorted(table.mark),
        "whole": on_one_sheet(table),
        "breakable": [each > LONGEST_ROW for each in letters],
        "rows": [[_lines(cell, most) for cell, most in zip(row, columns.letters, strict=True)] for row in table.rows],
    }


def _paragraphs(text: Text) -> list[Any]:
    return [[_line(line, _LONGEST_IN_LINE) for line in paragraph] for paragraph in paragraphs(text)]


def _lines(text: Text, longest: int = _LONGEST_IN_LINE) -> list[Any]:
    return [_line(line, longest) for line in lines(text)] if plain(text) or not isinstance(text, str) else []


def _line(line: Line, longest: int) -> list[dict[str, Any]]:
    return [
        {
            "pieces": list(_pieces(run.text, longest, starts=place == 0)),
            "strong": run.strong,
            "code": run.code,
            "note": run.note,
            "parted": follows_note(line, place),
        }
        for place, run in enumerate(line)
    ]


def _pieces(text: str, longest: int, *, starts: bool) -> Iterator[dict[str, Any]]:
    """A text as stretches that are set as they are, and words that may be broken; the spaces of an indent stay."""
    indent = len(text) - len(text.lstrip(" ")) if starts else 0
    text = "\u00a0" * indent + text[indent:]
    for piece in re.split(rf"(\S{{{longest + 1},}})", text):
        if piece:
            yield {"words": piece, "long": len(piece) > longest and " " not in piece}
