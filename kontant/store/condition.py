"""In what state the file of a caseload is, before anything is done about it."""

import contextlib
import enum
from pathlib import Path

from kontant.errors import StoreError
from kontant.store import file_checks
from kontant.store.key import is_encrypted, is_plain
from kontant.store.opening import connect, errors
from kontant.store.reading import check_version, sentence

# Words that stand in every plain caseload, and in no encrypted one.
_PLAIN_WORDS = b"CREATE TABLE"
_BLOCK = 1 << 20


class Condition(enum.Enum):
    """In what state the present caseload file is."""

    SOUND = "sound"
    DAMAGED = "damaged"
    MISSING = "missing"


def condition_of(caseload: Path) -> Condition:
    """Whether the caseload's file is there and sound.

    Raises ``StoreError`` where it is a file of another kind or of a newer kontant, is in use, or its passphrase cannot
    be had: nobody's file is to be put aside for that.
    """
    if not caseload.exists():
        return Condition.MISSING
    if caseload.is_file() and (not caseload.stat().st_size or is_plain_without_head(caseload)):
        return Condition.DAMAGED
    try:
        with contextlib.closing(connect(caseload)) as opened:
            check_version(opened, caseload)
            return Condition.DAMAGED if file_checks.damage(opened) else Condition.SOUND
    except errors() as error:
        if type(error).__name__ != "DatabaseError":
            raise StoreError(sentence(str(error), caseload)) from None
        return Condition.DAMAGED


def is_plain_without_head(path: Path) -> bool:
    """Whether a plain caseload's first bytes are gone, so that it could be taken for an encrypted one."""
    return is_encrypted(path) and _has_plain_words(path)


def seems_encrypted(path: Path) -> bool:
    """Whether a damaged file looks as an encrypted caseload does; unlike :func:`is_encrypted`, of any length.

    One that was cut has no key that could be tried, but what lay in it must not come to lie in plain unseen.
    """
    return path.is_file() and path.stat().st_size > 0 and not is_plain(path) and not _has_plain_words(path)


def _has_plain_words(path: Path) -> bool:
    before = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if _PLAIN_WORDS in before + block:
                return True
            before = block[-len(_PLAIN_WORDS) :]
    return False
