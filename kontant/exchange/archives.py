"""A zip file from outside, looked at before anything in it is opened: that it is one, and no trap.

A trap packs gigabytes into a few bytes, has more members than anybody could list, or names places outside itself.
Nothing is unpacked to disk anyway; what asks for it is refused all the same.
"""

import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath

from kontant import plain_files
from kontant.errors import Refused
from kontant.i18n import _

# A whole city's extract is some 200 MB. Ordinary CSV packs five to thirty times; a trap, a thousand.
MAX_UNPACKED = 1 << 30
MAX_RATIO = 200
# A small file may pack as well as it likes.
_RATIO_FROM = 10 << 20
# An extract has a dozen files, a workbook some twenty parts; a hundred sheets of notes with pictures have some hundred.
MAX_MEMBERS = 1_000
# The list of so many members is far shorter; a member is read in smaller pieces.
_AT_ONCE = 1 << 20


class _Sparing(io.BufferedReader):
    """A file of which no more is read at once than a list of members can be long."""

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = -1 if size is None else size
        data = super().read(_AT_ONCE + 1 if wanted < 0 else min(wanted, _AT_ONCE + 1))
        if len(data) > _AT_ONCE:
            raise _TooManyError
        return data


class _TooManyError(Exception):
    """The list of members is longer than that of any extract."""


@contextmanager
def archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip file at ``path``, open and looked at; raises ``Refused``, and ``OSError`` where it cannot be read."""
    with plain_files.opened(path) as file, _Sparing(io.FileIO(file.fileno(), closefd=False)) as sparing:
        try:
            opened = zipfile.ZipFile(sparing)
        except _TooManyError:
            raise Refused(_too_many(path)) from None
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OverflowError):
            raise Refused(no_archive(path)) from None
        with opened:
            _check(opened, path)
            yield opened


def _check(opened: zipfile.ZipFile, path: Path) -> None:
    members = opened.infolist()
    if not all(info.filename for info in members):
        raise Refused(no_archive(path))
    if len(members) > MAX_MEMBERS:
        raise Refused(_too_many(path))
    # Members may lie upon each other in the file, and lie about how much of it is theirs.
    packed, unpacked = max(path.stat().st_size, 1), sum(info.file_size for info in members)
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FROM and unpacked / packed > MAX_RATIO):
        raise Refused(_("{path} would unpack to far more than an extract is; it was not opened.").format(path=path))


def refuse_leading_out(info: zipfile.ZipInfo, name: PurePosixPath, path: Path) -> None:
    """Raise ``Refused`` for a member that is a link, or whose ``name`` leads out of the archive."""
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Refused(_("{path} holds a link to another file; pack the file itself.").format(path=path))
    if name.is_absolute() or ".." in name.parts or PureWindowsPath(name).drive:
        raise Refused(_("{path} names a place outside of itself; pack the files of one folder.").format(path=path))


def _too_many(path: Path) -> str:
    return _("{path} holds over {n} files; an extract has a dozen.").format(path=path, n=MAX_MEMBERS)


def no_archive(path: Path) -> str:
    """The sentence about a file that is not what its name says."""
    if path.suffix.lower() == ".xlsx":
        told = _("{path} is not an .xlsx workbook, is damaged or has a password; save it again as .xlsx.")
    else:
        told = _("{path} is not a zip file, or was cut off; fetch it again.")
    return told.format(path=path)
