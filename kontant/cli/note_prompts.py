"""The two ways in which a note is asked for at a terminal: words to be typed, and rows to choose from.

Both take back what is typed only when it is good: a fault is told under what stands there, and nothing is lost.
Shift-Tab, or ``<`` as the whole answer, goes back (:class:`GoBack`); Ctrl-C and Ctrl-D leave by their own
exceptions. Nothing here knows what a note is.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from kontant.cli.screen import NARROWEST, clean
from kontant.i18n import _

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout.containers import AnyContainer

BACK_WORD = "<"
_MARK = ">"
_FAULT_STYLE = "bold ansired"
_HINT_STYLE = "ansibrightblack"


class GoBack(Exception):
    """The person wants what was asked before this."""


class Desk(Protocol):
    """Where prompts are answered: who runs them, and who hears of every key."""

    def run(self, prompt: "Application[Any]") -> Any:
        """Run a prompt to its end."""

    def typed(self, words: str) -> None:
        """What stands at the prompt has changed to ``words``."""

    def edit(self, words: str) -> str:
        """``words`` as the person's own editor leaves them."""


Fault = str | None
"""What is wrong with an answer, in one sentence; None where nothing is."""


class Row(NamedTuple):
    """One row to choose: its words, a dim remark, and letters that choose it beside its number."""

    text: str
    hint: str = ""
    letters: str = ""


def words(desk: Desk, lead: str, *, given: str, check: Callable[[str], Fault], lines: bool) -> str:
    """The words that are typed after ``lead``, beginning with those ``given``.

    ``check`` is asked on Enter, and may keep the answer itself. With ``lines`` Alt-Enter and pasted line breaks
    give lines; without, a line break is a space. Ctrl-O opens the person's editor.
    """
    while True:
        prompt = _Words(desk, lead, given, check, lines)
        if desk.run(prompt.application()) is not _Words.EDIT:
            return prompt.text
        given = desk.edit(prompt.buffer.text)


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


class _Prompt:
    """What both have: a fault below, ways back and out."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.fault: Fault = None

    def body(self) -> "AnyContainer":
        raise NotImplementedError

    def bind(self, keys: "KeyBindings") -> None:
        raise NotImplementedError

    def application(self) -> "Application[Any]":
        from prompt_toolkit.application import Application
        from prompt_toolkit.key_binding import KeyBindings
        from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, Window
        from prompt_toolkit.layout.controls import FormattedTextControl

        keys = KeyBindings()
        self._bind_ways_out(keys)
        self.bind(keys)
        told = FormattedTextControl(lambda: [(_FAULT_STYLE, _folded(self.fault or ""))])
        below = ConditionalContainer(Window(told, dont_extend_height=True), filter=_when(lambda: bool(self.fault)))
        layout = Layout(HSplit([self.body(), below]))
        # The lines of a prompt are its own while it is open; what was answered is written anew, wrapped by words.
        return Application(layout=layout, key_bindings=keys, erase_when_done=True)

    def _bind_ways_out(self, keys: "KeyBindings") -> None:
        @keys.add("c-c")
        @keys.add("<sigint>")
        def interrupt(event: "KeyPressEvent") -> None:
            event.app.exit(exception=KeyboardInterrupt)

        @keys.add("s-tab")
        def back(event: "KeyPressEvent") -> None:
            event.app.exit(exception=GoBack)


class _Words(_Prompt):
    """A prompt for words; one line or several."""

    EDIT = object()

    def __init__(self, desk: Desk, lead: str, given: str, check: Callable[[str], Fault], lines: bool) -> None:
        from prompt_toolkit.buffer import Buffer
        from prompt_toolkit.document import Document

        super().__init__(desk)
        self.lead, self.check, self.lines = lead, check, lines
        self.text = ""
        self.buffer = Buffer(
            document=Document(given, len(given)), multiline=True, on_text_changed=self._changed, name="answer"
        )

    def _changed(self, buffer: "Buffer") -> None:
        self.fault = None
        self.desk.typed(buffer.text)

    def body(self) -> "AnyContainer":
        from prompt_toolkit.layout import Window
        from prompt_toolkit.layout.controls import BufferControl

        def prefix(line: int, wrap: int) -> str:
            return self.lead if not line and not wrap else " " * len(self.lead)

        return Window(BufferControl(self.buffer), wrap_lines=True, get_line_prefix=prefix, dont_extend_height=True)

    def bind(self, keys: "KeyBindings") -> None:
        @keys.add("enter")
        def accept(event: "KeyPressEvent") -> None:
            text = _tidy(self.buffer.text, self.lines)
            if text == BACK_WORD:
                event.app.exit(exception=GoBack)
                return
            self.fault = self.check(text)
            if self.fault is None:
                self.text = text
                event.app.exit(result=None)

        @keys.add("escape", "enter")
        def new_line(event: "KeyPressEvent") -> None:
            self.buffer.insert_text("\n" if self.lines else " ")

        @keys.add("<bracketed-paste>")
        def paste(event: "KeyPressEvent") -> None:
            self.buffer.insert_text(_pasted(event.data, self.lines))

        @keys.add("c-o")
        def editor(event: "KeyPressEvent") -> None:
            event.app.exit(result=self.EDIT)

        @keys.add("c-d", filter=_when(lambda: not self.buffer.text))
        def end(event: "KeyPressEvent") -> None:
            event.app.exit(exception=EOFError)


class _Choice(_Prompt):
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
        self.title = [("", clean(title) + "\n")] if title else []
        self.rows, self.at, self.first, self.check, self.marked = rows, at, first, check, marked
        self.number = ""

    def body(self) -> "AnyContainer":
        from prompt_toolkit.data_structures import Point
        from prompt_toolkit.layout import Window
        from prompt_toolkit.layout.controls import FormattedTextControl

        control = FormattedTextControl(
            self._fragments,
            focusable=True,
            show_cursor=False,
            get_cursor_position=lambda: Point(0, (self.at or 0) + len(self.title)),
        )
        indent = " " * len(self._lead(0))
        return Window(
            control,
            wrap_lines=True,
            dont_extend_height=True,
            get_line_prefix=lambda _line, wrap: indent if wrap else "",
        )

    def _fragments(self) -> "StyleAndTextTuples":
        pieces: StyleAndTextTuples = [*self.title]
        for place, row in enumerate(self.rows):
            style = "bold" if place == self.at else ""
            end = "\n" if place < len(self.rows) - 1 else ""
            pieces.append((style, self._lead(place) + clean(row.text)))
            pieces.append((_HINT_STYLE, (f"  {clean(row.hint)}" if row.hint else "") + end))
        return pieces

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

    def _go(self, place: int) -> None:
        self.at, self.fault, self.number = place, None, ""


def _tidy(text: str, lines: bool) -> str:
    """What was typed, without control characters and without blank edges."""
    rows = [clean(row).rstrip() for row in text.split("\n")]
    return ("\n" if lines else " ").join(rows).strip()


def _pasted(data: str, lines: bool) -> str:
    rows = data.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return ("\n" if lines else " ").join(map(clean, rows))


def _folded(text: str) -> str:
    import shutil
    import textwrap

    room = max(shutil.get_terminal_size().columns - 1, NARROWEST)
    return "\n".join(textwrap.wrap(text, room))


def _when(condition: Callable[[], bool]) -> Any:
    from prompt_toolkit.filters import Condition

    return Condition(condition)
