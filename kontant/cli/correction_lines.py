"""Corrections of records as lines of a screen, and as JSON."""

from collections.abc import Iterator
from typing import Any

from kontant.cli.screen import Line, Piece, line, wrapped
from kontant.exchange.json_values import plain
from kontant.model.person import masked
from kontant.report.correction_words import change_text, heading, reason_text
from kontant.store.corrections import Correction


def correction_lines(
    correction: Correction, indent: str = "", *, whole_cpr: bool = False, style: str = ""
) -> Iterator[Line]:
    """A correction: its day and who made it, what was put right, and why."""
    safe = str if whole_cpr else masked
    yield line(indent, Piece(heading(correction), style))
    yield from wrapped(change_text(correction, safe, whole_cpr=whole_cpr), indent + "  ")
    for row in reason_text(correction, safe).split("\n"):
        yield from wrapped(row, indent + "  ")


def correction_json(correction: Correction) -> dict[str, Any]:
    """A correction with stable keys in English; mask it first."""
    return {
        "number": correction.nr,
        "date": plain(correction.date),
        "table": correction.table,
        "record": {name: value for name, value in correction.record.items() if name != "case_ref"},
        "field": correction.field,
        "was": correction.was,
        "became": correction.became,
        "reason": correction.reason,
        "contested": correction.is_contested,
        "requested_by_person": correction.by_person,
        "caseworker": correction.caseworker,
    }
