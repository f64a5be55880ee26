"""Writing a file whole or not at all: built beside its place, private to the user, and moved in when finished.

An export holds people's data and may take the place of an earlier one, so a full disk or a pulled plug must
leave the old file as it was.
"""

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from kontant.errors import Refused
from kontant.i18n import _

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}


def check_target(path: Path, *, force: bool = False) -> Path:
    """The place that ``path`` really names; ask before the work of making what is to be written there.

    Raises ``Refused`` where a file is there and ``force`` is not given, or where something else than a file is.
    """
    try:
        target = path.expanduser().resolve()
        if target.exists() and not target.is_file():
            raise Refused(_("{path} is not a file; give the name of a file to write.").format(path=path))
        if target.exists() and not force:
            raise Refused(
                _("{path} exists already; choose another name, or replace it with --force.").format(path=path)
            )
        if not target.parent.is_dir():
            raise Refused(_("{path} cannot be written: there is no such folder.").format(path=path))
    except (OSError, RuntimeError):
        raise Refused(_sentence(0).format(path=path)) from None
    return target


def write_file(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write ``data`` to ``path``, readable by the user alone; what was there stays until all of it is on disk.

    Raises ``Refused`` as :func:`check_target` does, and where the folder or the disk does not take it.
    """
    target = check_target(path, force=force)
    fresh: str | None = None
    try:
        handle, fresh = tempfile.mkstemp(prefix=".kontant-", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).replace(target)
        fresh = None
        _sync_folder(target.parent)
    except OSError as error:
        raise Refused(_sentence(error.errno or 0).format(path=path)) from None
    finally:
        if fresh is not None:
            with contextlib.suppress(OSError):
                Path(fresh).unlink()


def _sync_folder(folder: Path) -> None:
    """Have the new name on disk too, where the system lets a folder be synchronised."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sentence(number: int) -> str:
    if number in _FULL:
        return _("{path} was not written: the disk is full. Free some space and try again.")
    if number == errno.ENAMETOOLONG:
        return _("{path} was not written: the name is too long.")
    return _("{path} was not written: its folder is read-only, or the file is open in another program.")
