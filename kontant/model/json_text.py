"""JSON that stands in a record: an object that every later reader and writer of it takes too."""

import json
from typing import NoReturn

from kontant.nesting import too_deep


def is_object(text: str) -> bool:
    """Whether ``text`` is a JSON object of ordinary values, not too deep; raises ``ValueError``, ``RecursionError``."""
    found = json.loads(text, parse_constant=_no_number)
    return isinstance(found, dict) and not too_deep(found) and _is_writable(found)


def _no_number(name: str) -> NoReturn:
    """NaN and Infinity are Python's own: no other program reads them, and JSON has no such numbers."""
    raise ValueError(name)


def _is_writable(found: object) -> bool:
    """Whether all texts are of whole letters (an escape may be half of one) and all numbers finite (1e400 is not)."""
    json.dumps(found, ensure_ascii=False, allow_nan=False).encode("utf-8")
    return True
