"""Files that hold words for a while: what an editor is working on, what could not be saved, a correction left.

They lie in a folder of the user's own in the data folder, readable by the user alone, and bear the caseload and the
draft (or the note that is corrected) in their names, so that going on finds them whatever happened in between.
"""

import contextlib
import hashlib
import itertools
import json
import os
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

from kontant.cli.note_words import legible
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
        text = path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    except OSError:
        return None
    return legible(text).replace("\r\n", "\n").rstrip()


def remove(path: Path) -> None:
    """Take a file away once its words are safe elsewhere, with the swap files and backups that editors leave of it."""
    with contextlib.suppress(OSError):
        for found in list(path.parent.iterdir()):
            if path.name in found.name:
                _unlink(found)


def take_in(path: Path) -> None:
    """Take away a file whose words are in the draft now.

    What its editor wrote beside it stays: after a crash that holds words that were never written to the file, and the
    editor offers them when the question is opened in it again. Saving the note takes it away (:func:`forget`).
    """
    _unlink(path)


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def left_by_editor(caseload: Path, draft_id: int) -> list[tuple[str, Path]]:
    """The questions whose words an editor still had when everything ended, and their files, the newest last."""
    stem = _stem(caseload, draft_id) + "-"
    return [(path.name.removeprefix(stem).removesuffix(_SUFFIX), path) for path in _texts(stem)]


def correction_file(caseload: Path, note: Hashable) -> Path:
    """A file for the words of a correction that this process is asking for."""
    names = (f"{_stem(caseload, note)}-{os.getpid()}-{number}{_SUFFIX}" for number in itertools.count())
    return next(path for name in names if not (path := _folder() / name).exists())


def corrections_left(caseload: Path, note: Hashable) -> list[Path]:
    """The files with words of corrections of ``note`` that were never saved, the newest last."""
    return _texts(f"{_stem(caseload, note)}-")


def _texts(stem: str) -> list[Path]:
    return sorted(_folder().glob(f"{stem}*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)


def spill(caseload: Path, draft: Draft, state: Mapping[str, Any]) -> None:
    """Put what the caseload would not take beside it."""
    write(_unsaved(caseload, draft.id), json.dumps({"revision": draft.revision, **state}))


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


def lies_beside(caseload: Path, draft_id: int) -> bool:
    """Whether anything of a draft is still in a file."""
    return any(_files(caseload, draft_id))


def forget(caseload: Path, draft_id: int) -> None:
    """Take away every file of a draft that has become a note."""
    # An editor's own file may have outlived the one that it was for.
    for path in list(_folder().glob(f"*{_stem(caseload, draft_id)}-*")):
        _unlink(path)


def _files(caseload: Path, draft_id: int) -> list[Path]:
    return list(_folder().glob(f"{_stem(caseload, draft_id)}-*"))


def _unsaved(caseload: Path, draft_id: int) -> Path:
    return _folder() / f"{_stem(caseload, draft_id)}-{_UNSAVED}"


def _stem(caseload: Path, what: Hashable) -> str:
    """The beginning of a file's name: the caseload, and the number of a draft or what tells a note from all others."""
    if isinstance(what, int):
        return f"{_hashed(caseload.resolve())}-{what}"
    return f"{_hashed(caseload.resolve())}-note-{_hashed(what)}"


def _hashed(what: Hashable) -> str:
    return hashlib.sha256(str(what).encode()).hexdigest()[:12]


def _folder() -> Path:
    folder = data_folder() / _FOLDER
    make_private_folder(folder)
    return folder
