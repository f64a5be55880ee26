"""A page as one HTML file that needs nothing else: no script, no font, no address is ever fetched.

The template holds no sentence and escapes whatever it is given. What it may show as it is are the style sheet and
the drawings, both made in this package.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from kontant.exchange.pages import charts
from kontant.exchange.pages.lines import Line, follows_note, lines, paragraphs
from kontant.exchange.pages.model import (
    MANY_COLUMNS,
    Block,
    Chart,
    Column,
    Heading,
    Page,
    Quote,
    Run,
    Text,
    confidential,
    notes_title,
    numbers,
    on_one_sheet,
    plain,
)
from kontant.exchange.pages.palette import DARK, LIGHT
from kontant.exchange.pages.wording import cleaned
from kontant.i18n import _

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

# A page with fewer parts than this is looked through as quickly as a list of them.
_PARTS_FOR_CONTENTS = 4
# A word longer than this is broken in a table; words with more letters than these want a column that shows it.
_LONGEST_WORD = 24
_SOME_WORDS, _MANY_WORDS = 18, 45
_SHORT_NUMBER = 14
# Days are not broken at their hyphens.
_DAY = re.compile(r"(\b\d{2}-\d{2}-\d{4}\b|\b\d{4}-\d{2}-\d{2}\b)")
# One sheet of paper has narrower margins, and no number.
_ONE_SHEET = "@page { margin: 9mm 12mm; @bottom-right { content: none; } }\n"


def as_html(page: Page) -> str:
    """``page`` as an HTML document."""
    from markupsafe import Markup

    page = cleaned(page)
    marks = _References()
    return _template().render(
        page=page,
        css=Markup(style_sheet() + (_ONE_SHEET if page.one_sheet else "")),
        blocks=list(_shown(page.blocks)),
        contents=_contents(page),
        contents_title=_("Contents"),
        notes_title=notes_title(),
        confidential=confidential(),
        back_title=_("Back to the text"),
        reference=marks.place,
        backs=marks.places,
        looks=_looks,
        paragraphs=_paragraphs,
        tidy=_tidy,
        whole=_with_whole_days,
        follows_note=follows_note,
        numbers=numbers,
        many_columns=MANY_COLUMNS,
        on_one_sheet=on_one_sheet,
        svg=_svg,
    )


def style_sheet() -> str:
    """How a page looks: the colours of both schemes, then everything else."""
    css = files(__package__).joinpath("page.css").read_text("utf-8")
    dark = f"@media screen and (prefers-color-scheme: dark) {{ {_properties(DARK)} }}"
    return f"{_properties(LIGHT)}\n{dark}\n{css}{charts.chart_css()}"


def _properties(colours: Mapping[str, str]) -> str:
    return f":root {{ {' '.join(f'--{name}: {colour};' for name, colour in colours.items())} }}"


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    surroundings = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return surroundings.from_string(files(__package__).joinpath("page.html.j2").read_text("utf-8"))


class _Shown(NamedTuple):
    """A block as the template takes it: what it is, its number on the page, the level of its heading, and its part.

    The id of the part, the heading above it, tells it from blocks of the same name in other parts.
    """

    kind: str
    number: int
    level: int
    part: str
    block: Block


def _shown(blocks: Sequence[Block]) -> Iterator[_Shown]:
    level, part = 2, ""
    for number, block in enumerate(blocks, start=1):
        if isinstance(block, Heading):
            level, part = block.level, f"part-{number} "
        own = level + 1 if isinstance(block, Quote) else level
        yield _Shown(type(block).__name__.lower(), number, own, part, block)


def _contents(page: Page) -> list[tuple[int, str]]:
    parts = [
        (number, block.text)
        for number, block in enumerate(page.blocks, start=1)
        if isinstance(block, Heading) and block.level == 2
    ]
    return parts if len(parts) >= _PARTS_FOR_CONTENTS else []


def _paragraphs(text: Text) -> list[Sequence[Run]]:
    """The paragraphs of a text, their lines parted by newlines, which the style sheet keeps."""
    return [_with_newlines(paragraph) for paragraph in paragraphs(text)]


def _tidy(text: Text) -> Sequence[Run]:
    return _with_newlines(lines(text))


def _with_newlines(parts: Sequence[Line]) -> Sequence[Run]:
    first, *rest = parts
    return [*first, *(run for line in rest for run in (Run("\n"), *line))]


def _looks(column: Column, text: Text) -> str:
    """How a cell is set: numbers to the right and unbroken, a word wider than a column may be broken, and room."""
    words = plain(text)
    letters = max(map(len, words.split("\n")))
    looks = {
        "right": column.right,
        "short": column.right and len(words) <= _SHORT_NUMBER,
        "long": max(map(len, words.split()), default=0) > _LONGEST_WORD,
        "some": not column.right and _SOME_WORDS < letters <= _MANY_WORDS,
        "many": not column.right and letters > _MANY_WORDS,
    }
    return " ".join(look for look, has in looks.items() if has)


def _with_whole_days(text: str) -> "Markup":
    """``text`` as HTML, with each day in it kept on one line."""
    from markupsafe import Markup, escape

    parts = [escape(part) for part in _DAY.split(text)]
    parts[1::2] = [Markup('<span class="day">{}</span>').format(day) for day in parts[1::2]]
    return Markup().join(parts)


def _svg(chart: Chart, name: str, dense: bool) -> "Markup":
    from markupsafe import Markup

    return Markup(charts.svg(chart, name=f"{name}-drawing", dense=dense))


class _References:
    """The places in the text that refer to each footnote, named as they are written."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def place(self, note: int) -> str:
        """The name of the next place that refers to ``note``."""
        self._counts[note] += 1
        return f"ref-{note}-{self._counts[note]}"

    def places(self, note: int) -> list[str]:
        """The names of the places that refer to ``note``."""
        return [f"ref-{note}-{number}" for number in range(1, self._counts[note] + 1)]
