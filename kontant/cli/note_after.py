"""After a note is saved: what it changed, how to take it back, what became of the flags, and what to do next."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kontant.cli.context import Context
from kontant.cli.effects_told import Flags, tell_flags
from kontant.cli.note_context import Writing
from kontant.cli.screen import Line, beside, hung, line, on_terminal, show, width
from kontant.exchange.json_values import plain
from kontant.i18n import _
from kontant.rules.flags import Flag
from kontant.rules.wording import next_step

if TYPE_CHECKING:
    from kontant.notes.saving import Saved
    from kontant.store.log import Change


def tell_saved(writing: Writing, saved: "Saved", before: Flags, after: Flags) -> None:
    """All of it in words."""
    from kontant.cli.changes import change_lines, undo_line

    context = writing.context
    if on_terminal():
        show([line()])
    show(hung(_("Saved as note {number} in case {case}.").format(number=saved.note_id, case=writing.case_ref)))
    for change in saved.changes:
        show(fitted for row in change_lines(change) for fitted in _fitted(row))
    show(hung(undo_line(context, saved.event_id)))
    show(hung(_("Read it with: {command}").format(command=f"{context.prefix} note show {saved.note_id}")))
    show([line()])
    tell_flags(before, after, remaining=True, prefix=context.prefix)
    show(hung(_("Next: {command}").format(command=_next(context, after))))


def saved_json(writing: Writing, saved: "Saved", before: Flags, after: Flags) -> dict[str, Any]:
    """The same for a machine, with stable keys."""
    context = writing.context
    return {
        "note": saved.note_id,
        "event": saved.event_id,
        "case_ref": writing.case_ref,
        "template": writing.template.id,
        "date": plain(writing.day),
        "caseworker": writing.caseworker,
        "changes": [_change_json(change) for change in saved.changes],
        "flags_cleared": [_flag_json(flag, context) for key, flag in before.items() if key not in after],
        "flags_raised": [
            _flag_json(flag, context) for key, flag in after.items() if key not in before and key not in after.snoozed
        ],
        "flags_remaining": [_flag_json(flag, context) for flag in after.standing],
        "flags_snoozed": [_flag_json(after[key], context) for key in after.snoozed],
        "undo": f"{context.prefix} undo {saved.event_id}",
        "next_step": _next(context, after),
    }


def _fitted(row: Line) -> Iterator[Line]:
    """A line with a sign before it, wrapped by words where it is longer than the terminal is wide."""
    sign, *rest = row
    text = "".join(piece.text for piece in rest).strip()
    if not rest or not on_terminal() or len(sign.text) + 1 + len(text) <= width():
        yield row
        return
    yield from beside(sign._replace(text=f"{sign.text} "), text)


def _next(context: Context, flags: Flags) -> str:
    """What deals with the worst flag that something can be done about; else the morning's list."""
    steps = (next_step(flag, context.prefix) for flag in flags.standing)
    return next((step for step in steps if " case show " not in step), f"{context.prefix} due")


def _change_json(change: "Change") -> dict[str, Any]:
    """The record before and after, without where it came from."""
    from kontant.model.tables import RECORDS

    said = RECORDS[change.table].model_fields
    before, after = (
        None if image is None else {name: value for name, value in image.items() if name in said}
        for image in (change.before, change.after)
    )
    return {"table": change.table, "key": change.key, "before": before, "after": after}


def _flag_json(flag: Flag, context: Context) -> dict[str, Any]:
    found = {
        "rule": flag.rule,
        "status": str(flag.status),
        "deadline": plain(flag.deadline),
        "next_step": next_step(flag, context.prefix),
    }
    return found | ({"scope": flag.scope} if flag.scope else {})
