"""Entering in the caseload's log what a command takes out of it, before anything is written."""

from datetime import date
from typing import Any

from kontant.cli.context import Context
from kontant.cli.exporting import Target


def log_out(context: Context, command: str, place: Target, day: date, **details: Any) -> int:
    """Log that ``command`` lets out what holds personal data to ``place``; :func:`log_written` tells the rest."""
    return log_written(context, command, day, str(place.format), to_file=place.path is not None, **details)


def log_written(context: Context, command: str, day: date, form: str, *, to_file: bool, **details: Any) -> int:
    """Log that ``command`` lets out what holds personal data; returns the event's number.

    ``details`` are as in :func:`kontant.store.log_export.log_reading`; the day, the format, whether it goes to a file
    or to the screen and the purpose are added; not what the file is called, which may well be the person's name.
    Raises ``StoreError`` where the caseload takes no entry: nothing may be written then.
    """
    from kontant.cli.read_log import purpose_details
    from kontant.store.log_export import log_reading

    told = {"as_of": day.isoformat(), "format": form, "to": "file" if to_file else "screen", **details}
    told |= purpose_details(context)
    return log_reading(context.path, who=context.who, at=context.now(), command=command, details=told)
