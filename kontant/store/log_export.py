"""What left the caseload: an event of the same log that changed no record, but tells who took what out, and when.

Logged before anything is written out, so that a caseload that cannot be written lets nothing out either.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kontant.errors import StoreError
from kontant.i18n import _
from kontant.store.log import READING
from kontant.store.writes import json_text, writing


def log_reading(path: Path, *, who: str, at: str, command: str, details: Mapping[str, Any]) -> int:
    """Enter in the caseload's log that ``command`` takes personal data out of it; returns the event's number.

    ``details`` are JSON values without personal data. Those that the log puts into words: ``case_refs`` (the cases
    that it is about) or ``cases`` (how many), ``as_of`` (a day in ISO form), ``format`` and ``to`` (``file`` or
    ``screen``). A file's or folder's name is none of them: people name files after people, and the log is for ever.

    Raises ``StoreError`` where the caseload cannot be written: nothing may be exported then.
    """
    counted = {"cases": len(details["case_refs"])} if "case_refs" in details else {}
    told = json_text({READING: True, **counted, **details})
    try:
        with writing(path, command=command, who=who, at=at, details=told) as writer:
            return writer.event_id
    except StoreError as error:
        told = _("{reason} What leaves the caseload is entered in its log; without that nothing was exported.")
        raise StoreError(told.format(reason=error)) from None
