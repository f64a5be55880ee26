"""Files and names that are really on disk: what a pulled plug must not take away again."""

import contextlib
import os
from pathlib import Path

from kontant.store import leftovers


def write_private(path: Path, text: str) -> None:
    """Write a new file that only the user may read; raises ``FileExistsError`` where there is one of that name."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def replace_private(path: Path, text: str) -> None:
    """Write a file that only the user may read in the place of the one that is there: whole, or not at all."""
    with leftovers.fresh_file(path.parent, "text") as fresh:
        fresh.write_text(text, encoding="utf-8", newline="\n")
        sync_file(fresh)
        fresh.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Have a file on disk, and read from there what is read next, where the system lets us ask for that."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Have new names in ``folder`` on disk, where the system lets a folder be synchronised."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
