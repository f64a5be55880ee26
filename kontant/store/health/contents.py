"""The caseload file itself: that it opens, that nothing in it is damaged or lost, and that its log holds."""

import contextlib
import sqlite3
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

from kontant.errors import StoreError
from kontant.i18n import _, ngettext
from kontant.model.vocabulary import RECORD, name_of
from kontant.store import backups, file_checks, seals
from kontant.store.condition import is_plain_without_head
from kontant.store.health.findings import Finding, notice, ok, problem, unseen
from kontant.store.opening import connect, errors, key_for
from kontant.store.reading import SCHEMA_VERSION, check_version, sentence

Check = Callable[[sqlite3.Connection, Path], Iterator[Finding]]

# SQLite's own description of a race between two writers that can, very rarely, damage a file: sqlite.org/wal.html
# (the WAL-reset bug). Mended in these, and in every later one of the last line.
_MENDED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
_RESTORE = "kontant restore"
_FIX = "kontant doctor --fix"


def contents(caseload: Path) -> Iterator[Finding]:
    """All that can be told of the file by opening it."""
    if not caseload.exists():
        told = _("There is no caseload at {path}.").format(path=caseload)
        yield problem("file", told, _RESTORE if backups.known(caseload) else "kontant init")
        return
    if not caseload.is_file() or not caseload.stat().st_size or is_plain_without_head(caseload):
        yield problem("file", _("{path} is damaged: its beginning is gone.").format(path=caseload), _RESTORE)
        return
    try:
        key_for(caseload)
    except StoreError as error:
        told = _("The caseload itself: {reason}").format(reason=error)
        remedy = _("Look again at a terminal, where the passphrase is asked for, or give it by --passphrase-fd.")
        yield unseen("file", told, remedy)
        return
    except errors() as error:
        yield problem("file", sentence(str(error), caseload), _RESTORE)
        return
    try:
        with contextlib.closing(_opened(caseload)) as connection:
            yield from _all(connection, caseload)
    except StoreError as error:
        yield problem("file", str(error), _("Give the right file with --db."))
    except errors() as error:
        yield problem("file", sentence(str(error), caseload), _RESTORE)


def _opened(caseload: Path) -> sqlite3.Connection:
    connection = connect(caseload)
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except errors() as error:
        connection.close()
        if "unable to open" not in str(error):
            raise
        # A write-protected folder has no room for the shared-memory file of WAL.
        return connect(caseload, "immutable=1")
    return connection


def _all(connection: sqlite3.Connection, caseload: Path) -> Iterator[Finding]:
    version = check_version(connection, caseload)
    sound = yield from _pages(connection)
    if not sound:
        return
    checks: tuple[Check, ...] = (_references, _drafts)
    if version == SCHEMA_VERSION:
        yield ok("schema", _("The schema is the present one, {version}.").format(version=version))
        checks = (*checks, _parts, _words, _log)
    else:
        told = _("The schema is {version}; the present one is {present}.")
        yield notice("schema", told.format(version=version, present=SCHEMA_VERSION), "kontant init")
    for check in checks:
        yield from _told(check, connection, caseload)
    yield from _library(connection)


def _told(check: Check, connection: sqlite3.Connection, caseload: Path) -> Iterator[Finding]:
    """One check, whose failing must not keep the others from being made."""
    try:
        yield from check(connection, caseload)
    except errors() as error:
        told = sentence(str(error), caseload)
        yield unseen(check.__name__.strip("_"), told, _("Close other programs that use the caseload, and look again."))


def _pages(connection: sqlite3.Connection) -> Generator[Finding, None, bool]:
    try:
        found = file_checks.damage(connection)
    except errors() as error:
        found = [str(error)]
    if found:
        count = ngettext("{n} fault", "{n} faults", len(found)).format(n=len(found))
        told = _("The file is damaged ({count}; the first: {first}).")
        yield problem("integrity", told.format(count=count, first=found[0].splitlines()[0][:120]), _RESTORE)
        return False
    yield ok("integrity", _("The file is sound."))
    return True


def _references(connection: sqlite3.Connection, _caseload: Path) -> Iterator[Finding]:
    found = file_checks.lost_references(connection)
    for table, count in found.items():
        told = ngettext(
            "{n} row ({table}) belongs to a record that is not there.",
            "{n} rows ({table}) belong to records that are not there.",
            count,
        )
        yield problem("references", told.format(n=count, table=name_of(RECORD, table)), _RESTORE)
    if not found:
        yield ok("references", _("Every record belongs to a case that is there."))


def _drafts(connection: sqlite3.Connection, _caseload: Path) -> Iterator[Finding]:
    count = file_checks.lost_drafts(connection)
    if count:
        told = ngettext(
            "{n} draft is of a case that is not there.", "{n} drafts are of cases that are not there.", count
        )
        yield notice("drafts", told.format(n=count), "kontant note drafts")
    else:
        yield ok("drafts", _("Every draft is of a case that is there."))


def _parts(connection: sqlite3.Connection, _caseload: Path) -> Iterator[Finding]:
    from kontant.store.schema import create

    # A caseload as it is made, without anybody in it.
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.sqlite"
        create(fresh)
        with contextlib.closing(connect(fresh)) as right:
            missing = list(file_checks.missing_parts(connection, right))
    if missing:
        told = _("Parts of the file are missing or not as they were made: {names}.")
        yield problem("parts", told.format(names=", ".join(missing)), _RESTORE)
    else:
        yield ok("parts", _("Every table, index and guard of the file is as it was made."))


def _words(connection: sqlite3.Connection, _caseload: Path) -> Iterator[Finding]:
    try:
        sound = file_checks.is_index_sound(connection)
    except errors() as error:
        if "readonly" not in str(error):
            raise
        told = _("The word index was not looked into: the file is write-protected.")
        yield notice("words", told, _("Look again where the file can be written."))
        return
    if sound:
        yield ok("words", _("The word index holds what the notes hold."))
    else:
        told = _("The word index does not hold what the notes hold: words are not found.")
        yield problem("words", told, _FIX)


def _log(connection: sqlite3.Connection, caseload: Path) -> Iterator[Finding]:
    from kontant.store import anchors

    broken = [anchor for anchor in anchors.anchors(connection, caseload) if anchor.is_broken]
    count = len(seals.verify(connection)) + len(broken)
    if count:
        told = ngettext("The log was tampered with in {n} place.", "The log was tampered with in {n} places.", count)
        yield problem("log", told.format(n=count), "kontant log verify")
    else:
        yield ok("log", _("The log holds: no entry was changed, slipped in or taken out."))


def _library(connection: sqlite3.Connection) -> Iterator[Finding]:
    (text,) = connection.execute("SELECT sqlite_version()").fetchone()
    if is_mended(text):
        yield ok("sqlite", _("SQLite {version}.").format(version=text))
        return
    told = _("SQLite {version} can, very rarely, damage a file that two programs write to at once (mended in 3.51.3).")
    remedy = _("Use a newer Python when there is one, and make backups: kontant backup")
    yield notice("sqlite", told.format(version=text), remedy)


def is_mended(text: str) -> bool:
    """Whether SQLite of this version is without the fault."""
    version = tuple(int(part) for part in text.split(".")[:3])
    return version >= _MENDED[-1] or any(version[:2] == good[:2] and version >= good for good in _MENDED)
