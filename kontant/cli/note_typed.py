"""The prompt for words to be typed, in one line or several, or in the person's own editor."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kontant.cli.note_prompts import BACK_WORD, Desk, Fault, GoBack, Prompt, when
from kontant.cli.note_words import legible
from kontant.cli.screen import clean

if TYPE_CHECKING:
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout.containers import AnyContainer


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


class _Words(Prompt):
    """A prompt for words; one line or several."""

    EDIT = object()

    def __init__(self, desk: Desk, lead: str, given: str, check: Callable[[str], Fault], lines: bool) -> None:
        from prompt_toolkit.buffer import Buffer
        from prompt_toolkit.document import Document

        super().__init__(desk)
        self.lead, self.check, self.lines = lead, check, lines
        self.text = ""
        # A proposal may come from an extract; accepted, it loses the same signs.
        given = "\n".join(map(clean, given.split("\n")))
        self.buffer = Buffer(
            document=Document(given, len(given)), multiline=True, on_text_changed=self._changed, name="answer"
        )

    def _changed(self, buffer: "Buffer") -> None:
        from prompt_toolkit.document import Document

        self.fault = None
        text = legible(buffer.text)
        if text == buffer.text:
            self.desk.typed(text)
        else:  # comes here again
            buffer.document = Document(text, buffer.cursor_position)

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
                self.desk.typed("")  # those were no words
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

        @keys.add("c-d", filter=when(lambda: not self.buffer.text))
        def end(event: "KeyPressEvent") -> None:
            event.app.exit(exception=EOFError)


def _tidy(text: str, lines: bool) -> str:
    """What was typed, without control characters and without blank edges."""
    rows = [clean(row).rstrip() for row in text.split("\n")]
    return ("\n" if lines else " ").join(rows).strip()


def _pasted(data: str, lines: bool) -> str:
    rows = data.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return ("\n" if lines else " ").join(map(clean, rows))
