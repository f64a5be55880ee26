"""What can be put right without touching a record: modes, the word index, and what was left by something killed."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from kontant.i18n import _
from kontant.store import file_checks
from kontant.store.health import privacy
from kontant.store.opening import connect
from kontant.store.reading import SCHEMA_VERSION, check_version, plain_errors


def mend(caseload: Path) -> Iterator[str]:
    """Put right what can be, and tell of each thing that was.

    Raises ``StoreError`` where the caseload cannot be opened or written, and ``OSError`` where the system refuses.
    """
    for path in privacy.open_files(caseload):
        path.chmod(0o600)
        yield _("Made readable for you alone: {path}").format(path=path)
    for path in privacy.open_folders(caseload):
        path.chmod(path.stat().st_mode & 0o700)
        yield _("Made yours alone: {path}").format(path=path)
    for path in privacy.parts_left(caseload):
        path.unlink()
        yield _("Removed: {path}").format(path=path)
    if caseload.is_file() and _mend_index(caseload):
        yield _("Made the word index anew.")


def _mend_index(caseload: Path) -> bool:
    with plain_errors(caseload), contextlib.closing(connect(caseload)) as connection:
        if check_version(connection, caseload) < SCHEMA_VERSION or file_checks.is_index_sound(connection):
            return False
        file_checks.rebuild_index(connection)
    return True
