"""A page as plain values: headings, paragraphs, facts, tables, charts and notes in full.

Whoever builds a page says what stands on it, in the language in use; how it looks is the writers' business. Every
text is data: no writer ever takes it for markup.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from kontant.i18n import _, decimal_text

# A row with more letters than this goes on over the next sheet of paper; others are never cut.
LONGEST_ROW = 1500
# A table with more columns than this is set closer.
MANY_COLUMNS = 6
# A table with no more rows than this is kept on one sheet, unless they are as long as that.
_SHORT_TABLE = 14


class Run(NamedTuple):
    """A stretch of text; ``note`` is the number of the footnote that stands after it, counted from 1.

    ``code`` is for what a person types to the letter, such as a command.
    """

    text: str
    strong: bool = False
    note: int | None = None
    code: bool = False


Text: TypeAlias = str | Sequence[Run]


class Heading(NamedTuple):
    """A heading within the page, whose title is level 1."""

    level: Literal[2, 3]
    text: str


class Paragraph(NamedTuple):
    """A paragraph; newlines in it are kept as lines."""

    text: Text


class Bullets(NamedTuple):
    """A list of points."""

    items: Sequence[Text]


class Facts(NamedTuple):
    """Terms and what is said of each, in their order."""

    pairs: Sequence[tuple[str, Text]]


class Column(NamedTuple):
    """A column of a table; ``right`` for numbers."""

    title: str
    right: bool = False


class Table(NamedTuple):
    """A table; the first cell of a row names the row, and the rows numbered in ``mark`` (from 0) stand out."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Text]]
    mark: Collection[int] = ()


class Series(NamedTuple):
    """One series of a chart, a value for each label; ``low`` and ``high`` where each has an interval."""

    name: str
    values: Sequence[float | None]
    low: Sequence[float | None] | None = None
    high: Sequence[float | None] | None = None


class Chart(NamedTuple):
    """A chart; ``alt`` says in a sentence what it shows.

    Its numbers stand in a table below it, unless ``tabled`` is false because the page has them in one already.
    """

    title: str
    alt: str
    kind: Literal["bars", "lines"]
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str
    tabled: bool = True


class Quote(NamedTuple):
    """A note in full: its heading, a line on who wrote it and when, and its words with their lines kept."""

    heading: str
    meta: str
    body: str


class PageBreak(NamedTuple):
    """What follows begins on a new sheet of paper."""


Block: TypeAlias = Heading | Paragraph | Bullets | Facts | Table | Chart | Quote | PageBreak


class Page(NamedTuple):
    """A whole page: ``lines`` stand under the title, ``footnotes`` at the end; ``private`` where it is about a person.

    ``one_sheet`` is for a page that must keep to one side of A4: smaller type, closer rows, lower charts.
    ``created`` is the only date that a file made of the page carries, so that the same page gives the same bytes.
    """

    title: str
    subtitle: str
    lines: Sequence[str]
    language: str
    created: date
    blocks: Sequence[Block]
    footnotes: Sequence[str] = ()
    private: bool = False
    one_sheet: bool = False


def runs(text: Text) -> Sequence[Run]:
    """``text`` as runs."""
    return (Run(text),) if isinstance(text, str) else text


def plain(text: Text) -> str:
    """The words of ``text`` alone."""
    return "".join(run.text for run in runs(text))


def on_one_sheet(table: Table) -> bool:
    """Whether ``table`` is short enough to be kept on one sheet of paper."""
    return (
        len(table.rows) <= _SHORT_TABLE and sum(len(plain(cell)) for row in table.rows for cell in row) <= LONGEST_ROW
    )


def confidential() -> str:
    """What stands on a page that is about a person."""
    return _("Contains personal data: keep it where only those who need it can read it.")


def notes_title() -> str:
    """The heading of the footnotes."""
    return _("Sources")


def number_text(value: float | None) -> str:
    """A number of a chart with one decimal, as the language in use writes it; a dash where there is none."""
    return "–" if value is None else decimal_text(value)


def numbers(chart: Chart) -> Table:
    """What ``chart`` shows, as a table: a row for each label, a column for each series and for its interval."""
    columns = [Column("")]
    for series in chart.series:
        columns.append(Column(series.name, right=True))
        if series.low is not None and series.high is not None:
            columns.append(Column(_("{series}, 95 % interval").format(series=series.name), right=True))
    rows = [(label, *_row(chart.series, place)) for place, label in enumerate(chart.labels)]
    caption = _("{title} ({unit})").format(title=chart.title, unit=chart.unit) if chart.unit else chart.title
    return Table(caption, columns, rows)


def _row(series: Sequence[Series], place: int) -> Iterator[str]:
    for each in series:
        yield number_text(each.values[place])
        if each.low is not None and each.high is not None:
            low, high = each.low[place], each.high[place]
            yield "–" if low is None or high is None else f"{number_text(low)}–{number_text(high)}"
