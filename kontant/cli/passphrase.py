"""Where a passphrase comes from: a descriptor, the system's keyring, or the person at the terminal.

Never from an argument, which every user of the machine can see, nor from the environment, which every program that is
started inherits.
"""

import contextlib
import os
import sys
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kontant.errors import StoreError, UsageError
from kontant.i18n import _

if TYPE_CHECKING:
    from kontant.cli.context import Context

# Whoever has the file can guess for as long as they like, and nothing but the length stands in the way.
SHORTEST = 12
# What "aaaaaaaaaaaa" and "121212121212" have not.
_FEWEST_DIFFERENT = 5
OPTION = "--passphrase-fd"
# Longer than anybody types; a descriptor may lead to anything.
_LONGEST = 1024


def of_caseload(context: "Context", path: Path, again: bool) -> str:
    """The passphrase of the caseload at ``path``; ``again``: the one that was given before was wrong.

    Raises ``StoreError`` where nobody can give it.
    """
    if context.passphrase_fd is not None:
        if again or context.passphrase_read:
            raise StoreError(_("The passphrase that came by --passphrase-fd does not open {path}.").format(path=path))
        context.passphrase_read = True
        return from_descriptor(context.passphrase_fd, OPTION)
    if not again and (kept := _kept(path)) is not None:
        return kept
    _refuse_in_the_middle(path)
    if not can_ask():
        raise StoreError(
            _(
                "{path} is encrypted: its passphrase is asked for at a terminal, or read from a descriptor given by "
                "--passphrase-fd; here is neither."
            ).format(path=path)
        )
    if again:
        _tell(_("That passphrase does not open {path}; try again.").format(path=path.name))
    return _typed(_("Passphrase of {path}: ").format(path=path.name))


def new(descriptor: int | None, option: str) -> str:
    """A passphrase that is to be: from a descriptor (given by ``option``), or typed twice at the terminal.

    Raises ``UsageError`` where there is neither, and ``StoreError`` for one that can be guessed.
    """
    if descriptor is not None:
        found = from_descriptor(descriptor, option)
        if fault := weakness(found):
            raise StoreError(fault)
        return found
    if not can_ask():
        raise UsageError(
            _("A new passphrase is asked for at a terminal, or read from a descriptor: {option} N.").format(
                option=option
            )
        )
    _tell(
        _(
            "Choose a passphrase of at least {n} characters: four or five words that do not belong together are easy "
            "to remember and hard to guess. Nobody can open the caseload without it, and nobody can find it for you: "
            "write it down and keep it away from this machine."
        ).format(n=SHORTEST)
    )
    while True:
        found = _typed(_("New passphrase: "))
        if fault := weakness(found):
            _tell(fault)
        elif _typed(_("The same once more: ")) == found:
            return found
        else:
            _tell(_("The two are not the same; nothing was changed. Once more:"))


def weakness(passphrase: str) -> str | None:
    """Why a passphrase is not good enough, in one sentence; None where it is."""
    if len(passphrase) < SHORTEST:
        told = _(
            "The passphrase is too short: whoever takes the file can try millions of guesses, so at least {n} "
            "characters are needed."
        )
        return told.format(n=SHORTEST)
    if len(set(passphrase)) < _FEWEST_DIFFERENT:
        return _("The passphrase is guessed at once: it has hardly any different characters.")
    if any(unicodedata.category(letter) == "Cc" for letter in passphrase):
        return _("The passphrase holds a character that no keyboard gives.")
    return None


def can_ask() -> bool:
    """Whether there is a terminal, wherever input and output go."""
    if sys.platform == "win32":
        return sys.stdin is not None and sys.stdin.isatty()
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def from_descriptor(number: int, option: str) -> str:
    """The next line of descriptor ``number``, and not a byte more: what follows may be another's.

    Raises ``UsageError`` where it is not open, or there is no line.
    """
    line = bytearray()
    try:
        while len(line) <= _LONGEST and (byte := os.read(number, 1)) not in (b"", b"\n"):
            line += byte
    except OSError:
        raise UsageError(
            _("{option}: descriptor {n} is not open for reading.").format(option=option, n=number)
        ) from None
    try:
        text = line.decode().removesuffix("\r")
    except UnicodeDecodeError:
        text = ""
    if not text or len(line) > _LONGEST:
        raise UsageError(
            _("{option}: descriptor {n} gives no passphrase: one line of UTF-8 text.").format(option=option, n=number)
        )
    return unicodedata.normalize("NFC", text)


def _kept(path: Path) -> str | None:
    """What the keyring has, where the user has opted for it."""
    from kontant.cli import passphrase_keeping

    if not passphrase_keeping.is_kept(path):
        return None
    try:
        return passphrase_keeping.kept(path)
    except StoreError as error:
        if not can_ask():
            raise
        _tell(str(error))
        return None


def _refuse_in_the_middle(path: Path) -> None:
    """Raise ``StoreError`` where somebody is typing something else: the file was given another passphrase meanwhile."""
    prompts = sys.modules.get("prompt_toolkit.application.current")
    asking = prompts is not None and prompts.get_app_or_none() is not None
    if asking or threading.current_thread() is not threading.main_thread():
        raise StoreError(
            _("{path} was encrypted or given another passphrase meanwhile; nothing was written to it.").format(
                path=path
            )
        )


def _typed(prompt: str) -> str:
    """A line that is not shown. Raises ``StoreError`` where the terminal ends or gives what is no text."""
    import getpass

    try:
        with _whole_lines():
            return unicodedata.normalize("NFC", getpass.getpass(prompt))
    except (EOFError, OSError):
        raise StoreError(_("No passphrase was given; nothing was opened.")) from None
    except UnicodeDecodeError:
        raise StoreError(_("What was typed is no text in this terminal's encoding; nothing was opened.")) from None


@contextlib.contextmanager
def _whole_lines() -> Iterator[None]:
    """The terminal gives whole lines and Ctrl-C, also where a note is being written: that keeps keys back."""
    try:
        import termios

        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except (ImportError, OSError):  # Windows
        yield
        return
    try:
        before = termios.tcgetattr(terminal)
        settings = list(before)
        settings[0] |= termios.ICRNL
        settings[3] |= termios.ICANON | termios.ISIG
        termios.tcsetattr(terminal, termios.TCSADRAIN, settings)
        try:
            yield
        finally:
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    except termios.error as error:  # the terminal went away
        raise OSError from error
    finally:
        os.close(terminal)


def _tell(text: str) -> None:
    from kontant.cli.screen import tell

    tell(text)
