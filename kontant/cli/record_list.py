"""``list`` of the record commands: the case's records of one kind, the newest first, withdrawn ones marked."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from kontant.cli.context import Context
from kontant.cli.options import Format
from kontant.cli.read_log import looked
from kontant.cli.record_kinds import LINE, LONG_TEXT, NUMBER, Column, Kind
from kontant.cli.record_words import words
from kontant.cli.screen import (
    Line,
    Piece,
    clean,
    emit_json,
    line,
    on_terminal,
    shorten,
    show,
    tell,
    width,
    wrapped,
    write_sheet,
)
from kontant.exchange.json_values import plain
from kontant.i18n import N_, _
from kontant.model.vocabulary import RECORD, name_of
from kontant.rules.wording import shell_word
from kontant.store import one_case, timelines
from kontant.store.reading import reading

# A column is cut to fit the screen, but not beyond recognition.
_NARROWEST = 8
# On a terminal a long text is its beginning; piped, it is whole.
_TEXT_ROOM = 240
WITHDRAWN = Column("withdrawn", N_("Withdrawn"), "")


class Listed(NamedTuple):
    """A record, and the day on which an extract had taken it back, if one has."""

    record: Any
    withdrawn: date | None


def list_records(context: Context, kind: Kind, case_ref: str, output: Format) -> None:
    """Write the records of ``kind`` in the case."""
    with reading(context.path) as connection:
        t = timelines.timeline(connection, case_ref, (kind.table,))
        gone = [
            Listed(back.record, back.day)
            for back in one_case.withdrawn(connection, case_ref)
            if back.table == kind.table
        ]
    assert t is not None
    rows = [Listed(record, None) for record in getattr(t, kind.table)] + gone
    rows.sort(key=lambda row: getattr(row.record, kind.day), reverse=True)
    looked(context, f"{kind.noun} list", [case_ref])
    if output is Format.JSON:
        emit_json(_document(kind, case_ref, rows))
    elif output is not Format.TABLE:
        _write_sheet(kind, case_ref, rows, output)
    elif rows:
        show(_lines(kind, case_ref, t.case.name, rows))
    else:
        told = _("Case {case} has no record of this kind ({table}); add one with: {command}")
        command = f"{context.prefix} {kind.noun} add {shell_word(case_ref)}"
        tell(told.format(case=case_ref, table=name_of(RECORD, kind.table), command=command))


def _document(kind: Kind, case_ref: str, rows: list[Listed]) -> dict[str, Any]:
    return {"case_ref": case_ref, kind.table: [_as_json(kind, row) for row in rows]}


def _as_json(kind: Kind, row: Listed) -> dict[str, Any]:
    found = {column.name: plain(getattr(row.record, column.name)) for column in kind.columns}
    return found | {"withdrawn": plain(row.withdrawn)}


def _write_sheet(kind: Kind, case_ref: str, rows: list[Listed], output: Format) -> None:
    from kontant.exchange.sheets import Sheet

    columns = [*kind.columns, WITHDRAWN]
    headings = [_("Case"), *(_(column.label) for column in columns)]
    cells = [[case_ref, *(_cell(column, _value(row, column)) for column in columns)] for row in rows]
    sheet = Sheet(name_of(RECORD, kind.table).capitalize(), headings, cells)
    write_sheet(sheet, markdown=output is Format.MARKDOWN)


def _value(row: Listed, column: Column) -> Any:
    return row.withdrawn if column is WITHDRAWN else getattr(row.record, column.name)


def _cell(column: Column, value: Any) -> Any:
    """What a sheet holds: days and numbers as they are, codes and truth in words."""
    itself = isinstance(value, date | int | float) and not isinstance(value, bool)
    return value if itself else words(column, value) or None


def _lines(kind: Kind, case_ref: str, name: str, rows: list[Listed]) -> Iterator[Line]:
    """Columns side by side, those that are empty throughout left out; long texts under their record."""
    columns = [
        column
        for column in (*kind.columns, WITHDRAWN)
        if column.reads != LONG_TEXT and (column.needed or any(_value(row, column) is not None for row in rows))
    ]
    texts = [[clean(words(column, _value(row, column))) for column in columns] for row in rows]
    headings = [_(column.label) for column in columns]
    widths = _fitted([max(map(len, cells)) for cells in zip(headings, *texts, strict=True)], columns)
    yield line(Piece(clean(case_ref), "bold"), f"  {clean(name)}")
    yield _row(headings, columns, widths, "bold")
    for row, cells in zip(rows, texts, strict=True):
        yield _row(cells, columns, widths, "dim" if row.withdrawn else "")
        yield from _cut_texts(cells, columns, widths)
        yield from _long_texts(kind, row)


def _fitted(widths: list[int], columns: list[Column]) -> list[int]:
    """The widths, the widest cut until a row fits the screen; as they are off a terminal."""
    room = width() - 2 * (len(columns) - 1)
    while on_terminal() and sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(cells: list[str], columns: list[Column], widths: list[int], style: str) -> Line:
    fitted = (
        shorten(cell, size).rjust(size) if column.reads == NUMBER else shorten(cell, size).ljust(size)
        for cell, column, size in zip(cells, columns, widths, strict=True)
    )
    return [Piece("  ".join(fitted).rstrip(), style)]


def _cut_texts(cells: list[str], columns: list[Column], widths: list[int]) -> Iterator[Line]:
    """A person's own words that had to be cut, once more as a whole; what has a code is known by its beginning."""
    for cell, column, size in zip(cells, columns, widths, strict=True):
        if column.reads == LINE and len(cell) > size:
            yield from wrapped(f"{_(column.label)}: {cell}", "    ", "dim")


def _long_texts(kind: Kind, row: Listed) -> Iterator[Line]:
    for column in kind.columns:
        text = words(column, getattr(row.record, column.name)) if column.reads == LONG_TEXT else ""
        if text:
            room = _TEXT_ROOM if on_terminal() else len(text)
            yield from wrapped(f"{_(column.label)}: {shorten(text, room)}", "    ", "dim")
