"""What every prompt of a note has: the desk that it is answered at, a fault told below, and the ways back and out.

A prompt takes back what is typed only when it is good: a fault is told under what stands there, and nothing is lost.
Shift-Tab, or ``<`` as the whole answer, goes back (:class:`GoBack`); Ctrl-C and Ctrl-D leave by their own
exceptions. Nothing here knows what a note is.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from kontant.cli.screen import NARROWEST, clean

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout.containers import AnyContainer

BACK_WORD = "<"
_FAULT_STYLE = "bold ansired"


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


class Prompt(ABC):
    """One prompt, from its first key to its last."""

    def __init__(self, desk: Desk) -> None:
        """To be answered at ``desk``."""
        self.desk = desk
        self.fault: Fault = None

    @abstractmethod
    def body(self) -> "AnyContainer":
        """What is asked."""

    @abstractmethod
    def bind(self, keys: "KeyBindings") -> None:
        """The keys that answer."""

    def application(self) -> "Application[Any]":
        """The whole, to be run once."""
        from prompt_toolkit.application import Application
        from prompt_toolkit.key_binding import KeyBindings
        from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, Window
        from prompt_toolkit.layout.controls import FormattedTextControl

        keys = KeyBindings()
        self._bind_ways_out(keys)
        self.bind(keys)
        told = FormattedTextControl(lambda: [(_FAULT_STYLE, _folded(self.fault or ""))])
        below = ConditionalContainer(Window(told, dont_extend_height=True), filter=when(lambda: bool(self.fault)))
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


def when(condition: Callable[[], bool]) -> Any:
    """A filter of prompt_toolkit's."""
    from prompt_toolkit.filters import Condition

    return Condition(condition)


def _folded(text: str) -> str:
    import shutil
    import textwrap

    room = max(shutil.get_terminal_size().columns - 1, NARROWEST)
    return "\n".join(textwrap.wrap(clean(text), room))
