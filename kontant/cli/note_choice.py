"""The prompt for rows to choose from, by number, by arrow keys or by a letter of their own: one of them, or any."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kontant.cli.note_prompts import BACK_WORD, Desk, Fault, GoBack, Prompt
from kontant.cli.screen import clean
from kontant.i18n import _

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout.containers import AnyContainer

_MARK = ">"
_HINT_STYLE = "ansibrightblack"
# Where prompt_toolkit is to look when not all rows fit.
_CURSOR = "[SetCursorPosition]"


class Row(NamedTuple):
    """One row to choose: its words, a dim remark, and letters that choose it beside its number."""

    text: str
    hint: str = ""
    letters: str = ""


def yes_or_no() -> list[tuple[bool, Row]]:
    """The two answers to a yes/no question; each is also chosen by its letter in either language."""
    return [(True, Row(_("Yes"), letters="yYjJ")), (False, Row(_("No"), letters="nN"))]


def choose(
    desk: Desk,
    rows: Sequence[Row],
    *,
    at: int | None,
    check: Callable[[int], Fault] = lambda _place: None,
    first: int = 1,
    title: str = "",
) -> int:
    """The place of the row that is chosen; the pointer begins ``at`` a row, or nowhere, so that Enter alone asks.

    ``first`` is the number that the first row is shown with; ``title`` stands above while it is asked.
    """
    prompt = _Choice(desk, rows, at, first, lambda _marked, place: check(place), title=title)
    desk.run(prompt.application())
    assert prompt.at is not None
    return prompt.at


def choose_some(
    desk: Desk, rows: Sequence[Row], *, marked: Sequence[int], check: Callable[[list[int]], Fault]
) -> list[int]:
    """The places of the rows that are marked, none included."""
    prompt = _Choice(desk, rows, 0, 1, lambda found, _place: check(found), marked=set(marked))
    desk.run(prompt.application())
    return sorted(prompt.marked or ())


class _Choice(Prompt):
    """Rows with numbers and a pointer; with ``marked``, any number of them may be chosen."""

    def __init__(
        self,
        desk: Desk,
        rows: Sequence[Row],
        at: int | None,
        first: int,
        check: Callable[[list[int], int], Fault],
        marked: set[int] | None = None,
        title: str = "",
    ) -> None:
        super().__init__(desk)
        self.title = clean(title)
        self.rows, self.at, self.first, self.check, self.marked = rows, at, first, check, marked
        self.number = ""

    def body(self) -> "AnyContainer":
        from prompt_toolkit.layout import Window
        from prompt_toolkit.layout.controls import FormattedTextControl

        control = FormattedTextControl(self._fragments, focusable=True, show_cursor=False)
        indent = " " * len(self._lead(0))
        return Window(
            control,
            wrap_lines=True,
            dont_extend_height=True,
            get_line_prefix=lambda _line, wrap: indent if wrap else "",
        )

    def _fragments(self) -> "StyleAndTextTuples":
        from prompt_toolkit.application import get_app

        # The last column stays free: a terminal may go on to the next line when it is written in.
        room = get_app().output.get_size().columns - 1
        lines = _folded([("", self.title)], room) if self.title else []
        for place in range(len(self.rows)):
            lines += self._row_lines(place, room)
        return [piece for number, row in enumerate(lines) for piece in ([("", "\n"), *row] if number else row)]

    def _row_lines(self, place: int, room: int) -> "list[StyleAndTextTuples]":
        """A row, and below its words what of them there is no room for."""
        row, lead = self.rows[place], self._lead(place)
        style = "bold" if place == self.at else ""
        hint = f"  {clean(row.hint)}" if row.hint else ""
        first, *more = _folded([(style, clean(row.text)), (_HINT_STYLE, hint)], room - len(lead))
        pointer = [(_CURSOR, "")] if place == (self.at or 0) else []
        return [[*pointer, (style, lead), *first], *([("", " " * len(lead)), *each] for each in more)]

    def _lead(self, place: int) -> str:
        number = str(place + self.first).rjust(len(str(len(self.rows) - 1 + self.first)))
        mark = _MARK if place == self.at else " "
        box = "" if self.marked is None else f"[{'x' if place in self.marked else ' '}] "
        return f"{mark} {number}  {box}"

    def bind(self, keys: "KeyBindings") -> None:
        self._bind_moves(keys)
        self._bind_numbers(keys)

        @keys.add("enter")
        def accept(event: "KeyPressEvent") -> None:
            if self.at is None:
                self.fault = _("Choose with a number or the arrow keys, then Enter.")
                return
            self.fault = self.check(sorted(self.marked or ()), self.at)
            if self.fault is None:
                event.app.exit(result=None)

        @keys.add(BACK_WORD)
        def back(event: "KeyPressEvent") -> None:
            event.app.exit(exception=GoBack)

        @keys.add("<bracketed-paste>")
        def paste(event: "KeyPressEvent") -> None:
            self.fault = _("Nothing can be pasted here; choose with a number or the arrow keys.")

        @keys.add("c-d")
        def end(event: "KeyPressEvent") -> None:
            event.app.exit(exception=EOFError)

    def _bind_moves(self, keys: "KeyBindings") -> None:
        last = len(self.rows) - 1

        @keys.add("up")
        def up(event: "KeyPressEvent") -> None:
            self._go(last if not self.at else self.at - 1)

        @keys.add("down")
        @keys.add("tab")
        def down(event: "KeyPressEvent") -> None:
            self._go(0 if self.at is None or self.at == last else self.at + 1)

        if self.marked is not None:

            @keys.add("space")
            def mark(event: "KeyPressEvent") -> None:
                self._mark(self.at or 0)

    def _bind_numbers(self, keys: "KeyBindings") -> None:
        for digit in "0123456789":

            @keys.add(digit)
            def number(event: "KeyPressEvent") -> None:
                self._type(event.data)

        for place, row in enumerate(self.rows):
            for letter in row.letters:

                @keys.add(letter)
                def named(event: "KeyPressEvent", place: int = place) -> None:
                    self._go(place)

    def _type(self, digit: str) -> None:
        """A digit goes on with the number typed so far where there is such a row, else begins a new one."""
        for number in (self.number + digit, digit):
            place = int(number) - self.first
            if 0 <= place < len(self.rows):
                if self.marked is not None:
                    if len(number) > 1 and self.at is not None:
                        self._mark(self.at)  # the 1 of a 12 was a mark too soon
                    self._mark(place)
                self._go(place)
                self.number = number
                return

    def _mark(self, place: int) -> None:
        assert self.marked is not None
        self.marked ^= {place}
        self.fault = None

    def _go(self, place: int) -> None:
        self.at, self.fault, self.number = place, None, ""


def _folded(pieces: "StyleAndTextTuples", room: int) -> "list[StyleAndTextTuples]":
    """Styled text in lines of ``room`` columns, broken at spaces; a word that is longer stands alone."""
    lines: list[StyleAndTextTuples] = [[]]
    used = 0
    for style, text, *_rest in pieces:
        for word in re.findall(r"\s*\S+", text):
            fits = not used or used + len(word) <= room
            if not fits:
                lines.append([])
            told = word if fits else word.lstrip()
            lines[-1].append((style, told))
            used = used + len(told) if fits else len(told)
    return lines
