"""Writing a file whole or not at all: built beside its place, private to the user, and moved in when finished.

An export holds people's data and may take the place of an earlier one, so a full disk or a pulled plug must
leave the old file as it was.
"""

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from kontant.errors import Refused
from kontant.i18n import _
from kontant.store.leftovers import fresh_file

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
            raise Refused(_there_already(path))
        if not target.parent.is_dir():
            raise Refused(_("{path} cannot be written: there is no such folder.").format(path=path))
    except (OSError, RuntimeError):
        raise Refused(_sentence(0).format(path=path)) from None
    return target


def write_file(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write ``data`` to ``path``, readable by the user alone; what was there stays until all of it is on disk.

    Raises ``Refused`` as :func:`check_target` does, and where the folder or the disk does not take it.
    """
    with staged(path, data, force=force) as place:
        place()


@contextlib.contextmanager
def staged(path: Path, data: bytes, *, force: bool = False) -> Iterator[Callable[[], None]]:
    """All of ``data`` on disk beside ``path``; what is yielded gives it its name, without that nothing of it is left.

    Both raise ``Refused`` as :func:`write_file` does.
    """
    target = check_target(path, force=force)

    def place() -> None:
        with _told(path):
            if force:
                fresh.replace(target)
            else:
                _put(fresh, target)
            _sync_folder(target.parent)

    with contextlib.ExitStack() as made:
        with _told(path):
            fresh = made.enter_context(fresh_file(target.parent, "file"))
            with fresh.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        yield place


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """A fault of the system as one sentence."""
    try:
        yield
    except FileExistsError:
        raise Refused(_there_already(path)) from None
    except OSError as error:
        raise Refused(_sentence(error.errno or 0).format(path=path)) from None


def _put(fresh: Path, target: Path) -> None:
    """Give ``fresh`` its name where no file has that by now: one that came meanwhile is not ours to replace."""
    try:
        os.link(fresh, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: the name is taken first by an empty file.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            fresh.replace(target)
        except OSError:
            target.unlink(missing_ok=True)
            raise


def _sync_folder(folder: Path) -> None:
    """Have the new name on disk too, where the system lets a folder be synchronised."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _there_already(path: Path) -> str:
    return _("{path} exists already; choose another name, or replace it with --force.").format(path=path)


def _sentence(number: int) -> str:
    if number in _FULL:
        return _("{path} was not written: the disk is full. Free some space and try again.")
    if number == errno.ENAMETOOLONG:
        return _("{path} was not written: the name is too long.")
    return _("{path} was not written: its folder is read-only, or the file is open in another program.")
