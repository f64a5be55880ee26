"""A value as JSON takes it: the one way in which every document of kontant writes days and lists."""

from datetime import date
from typing import Any

from kontant.exchange.signs import escaped


def plain(value: Any) -> Any:
    """Dates as ISO text, tuples as lists, the rest as it is."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def document_text(document: Any) -> str:
    """A document as JSON that people can read too, in letters as they are; a sign that nobody sees by its number."""
    import json

    return escaped(json.dumps(document, ensure_ascii=False, indent=1))
