"""A list at the terminal: row by row and column by column; an empty first column ends it.

Rows that are there already are shown with what can be done to them: go on, add, change, take out. What is typed in
the middle of a row is kept in the draft together with the rows before it.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kontant.cli.note_choice import Row, choose, yes_or_no
from kontant.cli.note_desk import Desk
from kontant.cli.note_prompts import Fault, GoBack
from kontant.cli.note_screen import INDENT, fault, show_answer
from kontant.cli.note_typed import words
from kontant.cli.screen import Piece, beside, show
from kontant.i18n import _, ngettext
from kontant.notes.guide import Guide
from kontant.notes.template import Column, Question
from kontant.notes.values import BadAnswer, read_cell, row_words, shown

Values = dict[str, Any]


class Half(NamedTuple):
    """Where somebody stopped in a list: the rows so far, the one begun, and the words typed in its next column."""

    rows: list[Values]
    row: Values
    words: str
    at: int | None = None

    def text(self) -> str:
        """As it is kept in a draft."""
        return json.dumps(self._asdict(), ensure_ascii=False)


def half(text: str | None) -> Half | None:
    """What :meth:`Half.text` made; None for anything else."""
    try:
        found = Half(**json.loads(text or ""))
    except (TypeError, ValueError):
        return None
    return found if isinstance(found.rows, list) and isinstance(found.row, dict) else None


class Rows:
    """The rows of one list while they are asked for."""

    def __init__(self, desk: Desk, guide: Guide, question: Question, given: list[Values], typed: str | None) -> None:
        """``given`` are the rows that stand or are proposed; ``typed`` where somebody stopped before."""
        self.desk, self.guide, self.question = desk, guide, question
        self.rows = [dict(row) for row in given]
        self._stopped = half(typed)

    def ask(self) -> None:
        """Ask until the list is answered; raises :class:`GoBack` where the question before is wanted."""
        done = self._begin()
        while not (done and self._accepted()):
            done = self._menu() if self.rows else self._add()

    def _begin(self) -> bool:
        if self._stopped is not None:
            return self._go_on(self._stopped)
        return False if self.rows else self._add()

    def _accepted(self) -> bool:
        try:
            self.guide.answer(self.question, self.rows)
        except BadAnswer as error:
            fault(str(error))
            return False
        if not self.rows:
            show_answer("")
        return True

    # Each of these returns whether the person is done with the list.

    def _go_on(self, stopped: Half) -> bool:
        """Take up the row that somebody stopped in."""
        self.rows = stopped.rows
        self._show_rows()
        try:
            row = self._ask_row(stopped.at, stopped.row, stopped.words)
        except GoBack:
            if not self.rows:
                raise
            return False
        if row is None:
            return True
        self._put(row, stopped.at)
        return self._add() if stopped.at is None else False

    def _add(self) -> bool:
        """Row after row until a first column stays empty; back from a first column shows the rows so far."""
        while True:
            try:
                row = self._ask_row(None, {}, "")
            except GoBack:
                if not self.rows:
                    raise
                return False
            if row is None:
                return True
            self._put(row, None)

    def _menu(self) -> bool:
        """The rows so far, and what to do with them."""
        self._show_rows()
        count = len(self.rows)
        told = ngettext("Go on with this row", "Go on with these {n} rows", count).format(n=count)
        does: list[tuple[str, Callable[[], bool]]] = [
            (told, lambda: True),
            (_("Add a row"), self._add),
            (_("Change a row"), self._change),
            (_("Take a row out"), self._take_out),
        ]
        place = choose(self.desk, [Row(text) for text, _do in does], at=0)
        show_answer(does[place][0])
        try:
            return does[place][1]()
        except GoBack:
            return False

    def _change(self) -> bool:
        at = self._which()
        row = self._ask_row(at, {}, "", self.rows[at])
        if row is None:
            del self.rows[at]
        else:
            self._put(row, at)
        return False

    def _take_out(self) -> bool:
        del self.rows[self._which()]
        self._keep({}, "", None)
        return False

    def _put(self, row: Values, at: int | None) -> None:
        if at is None or at >= len(self.rows):
            self.rows.append(row)
        else:
            self.rows[at] = row

    def _which(self) -> int:
        if len(self.rows) == 1:
            return 0
        rows = [Row(row_words(self.question, row)) for row in self.rows]
        return choose(self.desk, rows, at=None)

    def _show_rows(self) -> None:
        for number, row in enumerate(self.rows, 1):
            show(beside(Piece(f"{INDENT}{number}  "), row_words(self.question, row)))

    def _ask_row(
        self, at: int | None, begun: Values, typed: str, before: Mapping[str, Any] | None = None
    ) -> Values | None:
        """One row, column by column; None where its first column stays empty. Back goes to the column before."""
        before = before or {}
        row, columns, place = dict(begun), self.question.columns, len(begun)
        while place < len(columns):
            column = columns[place]
            self._keep(row, typed, at)
            try:
                value = self._ask_cell(column, row, typed, before.get(column.id), at, first=not place)
            except GoBack:
                if not place:
                    raise
                place -= 1
                typed = self._typable(columns[place], row.pop(columns[place].id))
                continue
            if not place and value is None:
                self._keep({}, "", None)
                return None
            row[column.id], typed, place = value, "", place + 1
        return {column: value for column, value in row.items() if value is not None}

    def _ask_cell(self, column: Column, row: Values, typed: str, before: Any, at: int | None, *, first: bool) -> Any:
        lead = f"{INDENT}{column.label.here}: "
        given = typed or self._typable(column, before)
        if column.kind in ("choice", "yes_no"):
            return self._choose_cell(column, lead, before, first=first)
        found: list[Any] = [None]

        def check(text: str) -> Fault:
            if first and not text:
                found[0] = None
                return None
            return self._read(column, text, found)

        watched = _Watched(self.desk, lambda text: self._keep(row, text, at))
        words(watched, lead, given=given, check=check, lines=column.kind == "long_text")
        if not (first and found[0] is None):
            show_answer(shown(column, found[0]), lead)
        return found[0]

    def _choose_cell(self, column: Column, lead: str, before: Any, *, first: bool) -> Any:
        offered: list[tuple[Any, Row]] = [(choice.code, Row(choice.text.here)) for choice in column.choices]
        if column.kind == "yes_no":
            offered = [*yes_or_no()]
        optional = first or not column.required
        if optional:
            offered.insert(0, (None, Row(_("(no more rows)") if first else _("(no answer)"))))
        values = [value for value, _row in offered]
        at = values.index(before) if before in values else 0 if optional else None
        rows = [row for _value, row in offered]
        place = choose(self.desk, rows, at=at, first=0 if optional else 1, title=lead.rstrip())
        if not (first and values[place] is None):
            show_answer(shown(column, values[place]), lead)
        return values[place]

    def _read(self, column: Column, text: str, found: list[Any]) -> Fault:
        try:
            found[0] = read_cell(column, text, self.guide.note_date, self.guide.today)
        except BadAnswer as error:
            return str(error)
        return None

    def _typable(self, column: Column, value: Any) -> str:
        """A cell as it may be typed again."""
        return value if isinstance(value, str) and column.kind in ("text", "long_text") else shown(column, value)

    def _keep(self, row: Values, typed: str, at: int | None) -> None:
        """Everything so far goes with the draft."""
        nothing = not (self.rows or row or typed)
        self.desk.typed("" if nothing else Half(self.rows, row, typed, at).text())


class _Watched:
    """A desk whose typed words belong to one cell of a row."""

    def __init__(self, desk: Desk, typed: Callable[[str], None]) -> None:
        self.desk, self.typed = desk, typed
        self.run = desk.run

    def edit(self, words: str) -> str:
        return self.desk.edited(words, self.typed)
