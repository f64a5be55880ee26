"""Leaving a note or a correction on the way: however it is left, no word is lost, and one line says how to go on."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import NoReturn

from kontant.cli.context import Context
from kontant.cli.note_desk import Closed, Desk
from kontant.cli.note_kept import Kept, Left
from kontant.cli.note_words import aside
from kontant.cli.screen import tell
from kontant.i18n import _
from kontant.store.key import unasked

_INTERRUPTED = 130


@contextlib.contextmanager
def leaving(context: Context, desk: Desk) -> Iterator[None]:
    """While this lasts, whatever ends what is done at ``desk`` keeps the words that are typed there."""
    # The signals are held until the words are kept: a closed terminal sends more than one.
    with desk.attended():
        try:
            yield
        except (KeyboardInterrupt, EOFError):
            _leave(context, desk, _INTERRUPTED)
        except Closed as closed:
            _leave(context, desk, closed.code)
        except BaseException:
            if desk.ended_by is not None:  # the terminal went away under a prompt
                _leave(context, desk, 128 + desk.ended_by)
            desk.close()
            if desk.keeper is not None and (left := _left(desk.keeper)) is not Left.DONE:
                _tell(context, desk.keeper, left)
            raise


def _leave(context: Context, desk: Desk, code: int) -> NoReturn:
    """End with ``code``. By ``SystemExit``: the words of an interruption elsewhere would be wrong here."""
    desk.close()
    left = Left.NOTHING if desk.keeper is None else _left(desk.keeper)
    try:
        sys.stdout.flush()
        _tell(context, desk.keeper, left)
        sys.stderr.flush()
    except OSError:
        _silence()
    raise SystemExit(code)


def _left(keeper: Kept) -> Left:
    """Have the words put down; whoever is leaving, or gone, is not asked for a passphrase that is new since."""
    with unasked():
        return keeper.leave()


def _tell(context: Context, keeper: Kept | None, left: Left) -> None:
    if keeper is None:
        aside(_("Interrupted; nothing had been written."))
        return
    aside(keeper.told(left, context.prefix))
    if left is Left.NOWHERE:
        for row in keeper.unsaved():
            tell(f"  {row}")


def _silence() -> None:
    """The terminal went away: nothing more can be said, and that is no failure at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
