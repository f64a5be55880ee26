"""The keyboard between two prompts: what is typed ahead is neither echoed nor changed, and waits for the next one."""

import contextlib
import sys
from collections.abc import Iterator
from typing import Any


class Keyboard:
    """The terminal's own settings for keys, quiet while a note is written and as they were for everybody else."""

    def __init__(self) -> None:
        """Remember the settings as they are; a terminal without such settings is left alone."""
        self._plain = self._quiet = _settings()
        if self._plain is not None:
            import termios

            quiet = list(self._plain)
            quiet[0] &= ~termios.ICRNL
            # Nor is Ctrl-C taken out of turn: what was typed before it is read before it.
            quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
            self._quiet = quiet

    @contextlib.contextmanager
    def quiet(self) -> Iterator[None]:
        """Keys wait without being seen."""
        _set(self._quiet)
        try:
            yield
        finally:
            _set(self._plain)

    @contextlib.contextmanager
    def interruptible(self) -> Iterator[None]:
        """Nobody reads keys for a while: Ctrl-C must come through by itself."""
        if self._quiet is None:
            yield
            return
        import termios

        settings = list(self._quiet)
        settings[3] |= termios.ISIG
        _set(settings)
        try:
            yield
        finally:
            _set(self._quiet)

    @contextlib.contextmanager
    def plain(self) -> Iterator[None]:
        """Another program has the keyboard."""
        _set(self._plain)
        try:
            yield
        finally:
            _set(self._quiet)


def _settings() -> list[Any] | None:
    try:
        import termios
    except ImportError:  # Windows
        return None
    try:
        return termios.tcgetattr(sys.stdin)
    except (termios.error, OSError, ValueError):
        return None


def _set(settings: list[Any] | None) -> None:
    if settings is None:
        return
    import termios

    # A terminal that went away has no settings to care about.
    with contextlib.suppress(termios.error, OSError, ValueError):
        termios.tcsetattr(sys.stdin, termios.TCSANOW, settings)
