"""Saves a note in a process of its own that is killed on the way; run by the tests of saving."""

import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from kontant.notes.saving import save

from .saved import arguments


def save_when_told(path: Path, told: Connection, at_statement: int | None) -> None:
    """Say when ready, wait, save, say so; dies of itself before statement ``at_statement`` if that is given."""
    given = arguments(path)
    if at_statement is not None:
        _die_before(at_statement)
    told.send("ready")
    told.recv()
    save(path, **given)
    told.send("saved")


def _die_before(number: int) -> None:
    left = [number]

    def count(*_arguments: object) -> None:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
