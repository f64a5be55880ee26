"""The terminal while a note is written: what ends the program, the editor, and the prompts that run in between.

A closed terminal, a lost connection and ``kill`` end the note where it stands, with everything on disk; none of them
cuts a save in two.
"""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any

from kontant.cli.note_kept import Kept
from kontant.cli.note_keys import Keyboard

if TYPE_CHECKING:
    from prompt_toolkit.application import Application

_ENDINGS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Closed(BaseException):
    """The program is asked to end: the terminal was closed, or somebody wants it gone."""

    def __init__(self, number: int) -> None:
        """By signal ``number``."""
        super().__init__(number)
        self.code = 128 + number


class Desk:
    """Runs prompts, one at a time; what is typed goes to the ``keeper`` once there is one."""

    def __init__(self, keeper: Kept | None = None) -> None:
        """A desk at which ``keeper``'s words are written; without one, nothing is kept."""
        self.keeper = keeper
        self.keyboard = Keyboard()
        self.ended_by: int | None = None
        self._open: Application[Any] | None = None
        self._undisturbed = 0

    def run(self, prompt: "Application[Any]") -> Any:
        """Run a prompt to its end; what is typed is saved beside."""
        import asyncio

        def begin() -> None:
            # A terminal that went away must end the prompt, not ask for Enter to be pressed.
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(lambda _loop, told: _end(prompt, told.get("exception") or EOFError()))
            if self.keeper is not None:
                prompt.create_background_task(self.keeper.beside())

        self._end_if_asked()
        self._open = prompt
        try:
            return prompt.run(pre_run=begin, set_exception_handler=False)
        finally:
            self._open = None
            # A prompt that had its answer already does not end by a signal.
            self._end_if_asked()

    def typed(self, words: str) -> None:
        """What stands at the prompt has changed."""
        if self.keeper is not None:
            self.keeper.typed(words)

    def edit(self, words: str) -> str:
        """The words as the person's own editor leaves them."""
        return self.edited(words, self.typed)

    def edited(self, words: str, typed: Callable[[str], None]) -> str:
        """As :meth:`edit`; ``typed`` hears of the words before the editor's file goes."""
        from kontant.cli.note_editor import edit

        return words if self.keeper is None else edit(self, self.keeper, words, typed)

    @contextlib.contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Nothing that wants to end the program does so in here; it does right after."""
        self._undisturbed += 1
        try:
            yield
        finally:
            self._undisturbed -= 1
            self._end_if_asked()

    def close(self) -> None:
        """The program is about to end: from now on nothing disturbs it."""
        self._undisturbed += 1

    def _end_if_asked(self) -> None:
        if self.ended_by is not None and not self._undisturbed:
            raise Closed(self.ended_by)

    @contextlib.contextmanager
    def attended(self) -> Iterator[None]:
        """While this lasts, signals that end programs come as :class:`Closed`, and keys typed ahead are not echoed."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._end_by) for number in _ENDINGS}
        try:
            with self.keyboard.quiet():
                yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end_by(self, number: int, _frame: FrameType | None) -> None:
        if self.ended_by is not None:
            return  # it is ending; a closed terminal says so more than once
        self.ended_by = number
        prompt = self._open
        if prompt is not None and prompt.loop is not None:
            prompt.loop.call_soon_threadsafe(_end, prompt, Closed(number))
        elif not self._undisturbed:
            raise Closed(number)


def _end(prompt: "Application[Any]", why: BaseException) -> None:
    # One that is ending already, for another reason, takes no second.
    if prompt.future is not None and not prompt.future.done():
        prompt.future.set_exception(why)
