"""Files that hold words of a note for a while: what an editor is working on, and what could not be saved.

They lie in a folder of the user's own in the data folder, readable by the user alone, and bear the caseload and the
draft in their names, so that going on with the draft finds them whatever happened in between.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kontant.store.drafts import Draft
from kontant.store.location import data_folder, make_private_folder

_FOLDER = "drafts"
_UNSAVED = "unsaved.json"
_SUFFIX = ".txt"


def editor_file(caseload: Path, draft_id: int, place: str) -> Path:
    """The file in which an editor gets the words of a question."""
    return _folder() / f"{_stem(caseload, draft_id)}-{place}{_SUFFIX}"


def write(path: Path, text: str) -> None:
    """Write a file that only the user may read, on disk before this returns."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
        # One that was there keeps its mode otherwise.
        with contextlib.suppress(OSError):
            path.chmod(0o600)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> str | None:
    """The words of a file, whatever editor wrote it; None where there is none."""
    try:
        return path.read_bytes().decode("utf-8-sig", errors="replace").replace("\r\n", "\n").rstrip()
    except OSError:
        return None


def remove(path: Path) -> None:
    """Take a file away once its words are safe elsewhere."""
    with contextlib.suppress(OSError):
        path.unlink()


def left_by_editor(caseload: Path, draft_id: int) -> tuple[str, Path] | None:
    """The question whose words an editor still had when everything ended, and their file; the newest of several."""
    stem = _stem(caseload, draft_id) + "-"
    found = sorted(_folder().glob(f"{stem}*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)
    return (found[-1].name.removeprefix(stem).removesuffix(_SUFFIX), found[-1]) if found else None


def spill(caseload: Path, draft: Draft, state: Mapping[str, Any]) -> None:
    """Put what the caseload would not take beside it."""
    write(_unsaved(caseload, draft.id), json.dumps({"revision": draft.revision, **state}, ensure_ascii=False))


def spilled(caseload: Path, draft_id: int) -> dict[str, Any] | None:
    """What :func:`spill` put aside for a draft; None if there is nothing."""
    text = read(_unsaved(caseload, draft_id))
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def forget_spilled(caseload: Path, draft_id: int) -> None:
    """What was put aside is in the caseload now."""
    remove(_unsaved(caseload, draft_id))


def forget(caseload: Path, draft_id: int) -> None:
    """Take away every file of a draft that has become a note."""
    for path in _folder().glob(f"{_stem(caseload, draft_id)}-*"):
        remove(path)


def _unsaved(caseload: Path, draft_id: int) -> Path:
    return _folder() / f"{_stem(caseload, draft_id)}-{_UNSAVED}"


def _stem(caseload: Path, draft_id: int) -> str:
    which = hashlib.sha256(str(caseload.resolve()).encode()).hexdigest()[:12]
    return f"{which}-{draft_id}"


def _folder() -> Path:
    folder = data_folder() / _FOLDER
    make_private_folder(folder)
    return folder
