"""A folder of the user's own that lies in memory: what is put there is on no disk and gone when the machine is off.

(What the system moves from memory to a swap file is the system's: that wants encrypting too.)
"""

import contextlib
import os
import stat
import sys
from pathlib import Path

_KINDS = frozenset({"tmpfs", "ramfs"})
_MOUNTS = Path("/proc/self/mounts")
_SHARED = Path("/dev/shm")


def memory_folder() -> Path | None:
    """The folder, made where it is not there; None where this system has none or somebody else has its name."""
    return next(filter(None, map(_made, _candidates())), None)


def _candidates() -> list[Path]:
    if sys.platform == "win32":
        return []
    found = [_SHARED / f"kontant-{os.getuid()}"]
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        found.insert(0, Path(runtime) / "kontant")
    return [folder for folder in found if _is_in_memory(folder.parent)]


def _made(folder: Path) -> Path | None:
    with contextlib.suppress(OSError):
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid():
            folder.chmod(0o700)
            return folder
    return None


def _is_in_memory(folder: Path) -> bool:
    """Whether the file system that holds ``folder`` is one of memory, by the system's own list of what is mounted."""
    best, kind = "", ""
    with contextlib.suppress(OSError):
        where = str(folder.resolve(strict=True))
        for row in _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
            _device, mounted, its_kind, *_rest = row.split(" ")
            mounted = mounted.replace("\\040", " ")
            inside = where == mounted or where.startswith(mounted.rstrip("/") + "/")
            if inside and len(mounted) >= len(best):  # of two at one place, the later one is on top
                best, kind = mounted, its_kind
    return kind in _KINDS
