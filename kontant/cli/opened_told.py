"""What a case's new first day leaves before it: told and not refused, since it may be that day which is right."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from kontant.cli.context import Context
from kontant.cli.screen import tell
from kontant.dates import month_end
from kontant.i18n import _
from kontant.store import timelines
from kontant.store.reading import reading

if TYPE_CHECKING:
    from kontant.model.timeline import Timeline
    from kontant.store.log import Change

# The day of each kind of record that has no place before its case; a benefit, or a caseworker, may come from before.
_DAYS: Mapping[str, str] = {
    "conversations": "date",
    "offers": "start",
    "exemptions": "start",
    "paid_work": "month",
    "absences": "date",
    "statements": "ordered",
    "goals": "set_on",
    "coordination": "date",
    "notes": "date",
}


def tell_outside(context: Context, change: "Change") -> None:
    """Say how many records of each kind lie before the case since this change of its head, if it left any there."""
    was, now = (date.fromisoformat(image["opened"]) for image in (change.before, change.after) if image)
    if now <= was:
        return
    from kontant.cli.effects_told import once_saved

    with once_saved(context), reading(context.path) as connection:
        t = timelines.timeline(connection, change.key["case_ref"], _DAYS)
    if t is not None and (left := ", ".join(_left(t, was, now))):
        told = _("Before the day on which the case was opened there are records now: {records}.")
        tell(told.format(records=left))


def _left(t: "Timeline", was: date, now: date) -> Iterator[str]:
    from kontant.exchange.headers import table_label

    for table, column in _DAYS.items():
        days = (getattr(record, column) for record in getattr(t, table))
        count = sum(was <= (month_end(day) if table == "paid_work" else day) < now for day in days)
        if count:
            yield f"{table_label(table)} ({count})"
