"""Who else can read the caseload: the modes of its files, whether it is encrypted, and what lies about of it."""

import os
import shlex
import stat
from collections.abc import Iterator
from pathlib import Path

from kontant.i18n import _, ngettext
from kontant.store import backups, leftovers
from kontant.store.encryption import plain_copies
from kontant.store.health.findings import Finding, notice, ok, problem
from kontant.store.key import is_encrypted, is_plain
from kontant.store.location import data_folder, older_copies, parts

DRAFTS = "drafts"
_FIX = "kontant doctor --fix"
_OTHERS = 0o077
_WRITING = 0o022


def privacy(caseload: Path) -> Iterator[Finding]:
    """Whether anybody but the user can read or replace the caseload, and what has been left of it."""
    yield from _modes(caseload)
    yield from _encryption(caseload)
    yield from _leftovers(caseload)


def open_files(caseload: Path) -> list[Path]:
    """The files with the caseload's contents that others of this machine can read or write."""
    return [path for path in _files(caseload) if _mode(path) & _OTHERS]


def open_folders(caseload: Path) -> list[Path]:
    """The folders in which others could put another file in the caseload's place, or see its backups."""
    folder = caseload.absolute().parent
    kept = backups.default_folder(caseload)
    found = [folder] if _mode(folder) & _WRITING and not _mode(folder) & stat.S_ISVTX else []
    return found + ([kept] if _mode(kept) & _OTHERS else [])


def parts_left(caseload: Path) -> list[Path]:
    """Files that were being made when something was killed; none that is still at work."""
    folder, kept = caseload.absolute().parent, backups.default_folder(caseload)
    return [*leftovers.left(folder), *leftovers.left(kept), *backups.checksums_alone(caseload, kept)]


def _modes(caseload: Path) -> Iterator[Finding]:
    if os.name == "nt":
        return
    files, folders = open_files(caseload), open_folders(caseload)
    for path in files:
        told = _("Others of this machine can read {path} (mode {mode:o}).")
        yield problem("modes", told.format(path=path, mode=_mode(path) & 0o777), _FIX)
    for path in folders:
        told = _("Others of this machine have a way into the folder {path} (mode {mode:o}).")
        yield problem("modes", told.format(path=path, mode=_mode(path) & 0o777), _FIX)
    if not (files or folders):
        yield ok("modes", _("Nobody else of this machine can read the caseload's files."))


def _encryption(caseload: Path) -> Iterator[Finding]:
    if not caseload.is_file():
        return
    if not is_encrypted(caseload):
        if not is_plain(caseload):  # No database: nothing to encrypt.
            return
        told = _("The caseload is not encrypted: whoever has the disk can read it.")
        yield notice("encryption", told, "kontant encrypt")
        return
    yield ok("encryption", _("The caseload is encrypted."))
    for path in plain_copies(caseload.absolute()):
        told = _("The caseload is encrypted, but its copy {path} is not.")
        yield problem("encryption", told.format(path=path), "kontant encrypt")


def _leftovers(caseload: Path) -> Iterator[Finding]:
    parts, copies, words = parts_left(caseload), older_copies(caseload.absolute()), _words_left()
    if parts:
        told = ngettext(
            "{n} unfinished file of something that was killed is left, such as {path}.",
            "{n} unfinished files of something that was killed are left, such as {path}.",
            len(parts),
        )
        yield notice("leftovers", told.format(n=len(parts), path=parts[0]), _FIX)
    for path in copies:
        told = _("{path} is a copy from before the caseload was brought up to date; it holds people's data.")
        yield notice(
            "leftovers",
            told.format(path=path),
            _("Delete it once all is well: {command}").format(command=_removing(path)),
        )
    if words:
        told = ngettext(
            "{n} file with words that are in no note yet lies in {folder}.",
            "{n} files with words that are in no note yet lie in {folder}.",
            len(words),
        )
        yield notice("leftovers", told.format(n=len(words), folder=words[0].parent), "kontant note drafts")
    if not (parts or copies or words):
        yield ok("leftovers", _("Nothing of the caseload lies about."))


def _files(caseload: Path) -> list[Path]:
    """Every file with people's data that kontant knows of."""
    copies = [backup.path for backup in backups.known(caseload)]
    found = [part for path in (caseload, *older_copies(caseload.absolute()), *copies) for part in parts(path)]
    return [*dict.fromkeys(found), *_words_left()]


def _words_left() -> list[Path]:
    folder = data_folder() / DRAFTS
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _removing(path: Path) -> str:
    return f"{'del' if os.name == 'nt' else 'rm'} {shlex.quote(str(path))}"
