"""Reading a file that somebody names: an ordinary one, and no more of it than such a file holds.

A pipe may never say anything, a device may never end, and what claims to be a file of parameters may fill the memory.
"""

import errno
import os
import stat
from pathlib import Path
from typing import IO

from kontant.i18n import _

# A device or pipe that takes the place of the file after it was looked at must not be waited for.
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


class NotOrdinaryError(OSError):
    """What is named is a pipe, a device or a folder; ``strerror`` says so."""


class TooLargeError(OSError):
    """A file, or what comes by a pipe, is larger than anything of its kind; ``strerror`` says so."""


def opened(path: Path) -> IO[bytes]:
    """The ordinary file at ``path``, open to be read; a link to one is one. Raises ``OSError``."""
    _check(path.stat().st_mode)
    file = os.fdopen(os.open(path, _FLAGS | getattr(os, "O_CLOEXEC", 0)), "rb")
    try:
        _check(os.fstat(file.fileno()).st_mode)
    except OSError:
        file.close()
        raise
    return file


def read(path: Path, most: int) -> bytes:
    """All of the ordinary file at ``path``; raises ``OSError``, ``TooLargeError`` where it has over ``most`` bytes."""
    with opened(path) as file:
        return read_all(file, most)


def read_all(file: IO[bytes], most: int) -> bytes:
    """What ``file`` still holds; raises ``TooLargeError`` beyond ``most`` bytes."""
    data = file.read(most + 1)
    if len(data) > most:
        raise TooLargeError(errno.EFBIG, _("it is larger than {n} KB").format(n=most >> 10))
    return data


def _check(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise NotOrdinaryError(errno.EINVAL, _("it is not an ordinary file"))
