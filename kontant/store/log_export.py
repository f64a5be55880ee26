"""Who looked, and what left the caseload: events of the same log that changed no record.

Entered before anything is shown or written out, so that a caseload whose log takes no entry lets nothing out either.
By plain SQL: looking at a case must stay quick.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kontant.errors import StoreError, WriteProtected
from kontant.i18n import _
from kontant.store import seals
from kontant.store.log import LOOK, READING
from kontant.store.reading import changing

Details = Mapping[str, Any]


def log_reading(path: Path, *, who: str, at: str, command: str, details: Details) -> int:
    """Enter in the caseload's log that ``command`` takes personal data out of it; returns the event's number.

    ``details`` are JSON values without personal data. Those that the log puts into words: ``case_refs`` (the cases
    that it is about) or ``cases`` (how many), ``as_of`` (a day in ISO form), ``format``, ``to`` (``file`` or
    ``screen``), ``cpr`` (whole numbers were shown) and ``purpose``. A file's or folder's name is none of them: people
    name files after people, and the log is for ever.

    Raises ``StoreError`` where the caseload takes no entry: nothing may be exported then.
    """
    try:
        return _entered(path, who, at, command, details)
    except StoreError as error:
        told = _("{reason} What leaves the caseload is entered in its log; without that nothing was exported.")
        raise type(error)(told.format(reason=error)) from None


def log_look(path: Path, *, who: str, at: str, command: str, details: Details) -> int | None:
    """Enter in the caseload's log that somebody looks; None where it is write-protected and can only be looked at.

    ``details`` are those of :func:`log_reading`. Raises ``StoreError`` where the caseload takes no entry for any
    other reason: nothing may be shown then.
    """
    try:
        return _entered(path, who, at, command, {LOOK: True, **details})
    except WriteProtected:
        return None
    except StoreError as error:
        told = _("{reason} Who looks at a case is entered in the caseload's log; without that nothing was shown.")
        raise StoreError(told.format(reason=error)) from None


def _entered(path: Path, who: str, at: str, command: str, details: Details) -> int:
    counted = {"cases": len(details["case_refs"])} if "case_refs" in details else {}
    told = json.dumps({READING: True, **counted, **details}, ensure_ascii=False, separators=(",", ":"))
    with changing(path) as connection:
        number = seals.enter(connection, at=at, who=who, command=command, details=told)
        seals.seal(connection, number)
        return number
