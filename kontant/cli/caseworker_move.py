"""The move itself: the cases pass in one transaction, and what it did to each is told."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from kontant.cli.caseworker_choice import Choice, new_assignment
from kontant.cli.context import Context
from kontant.i18n import _, day_text, ngettext
from kontant.model.vocabulary import folded

if TYPE_CHECKING:
    from kontant.store.assignments import Assigned

COMMAND = "caseworker handover"


def move(context: Context, choice: Choice, told: Callable[[str], None]) -> int:
    """Move the cases in one transaction and say how to undo it; returns the number of the event."""
    from kontant.cli.changes import undo_line
    from kontant.store.assignments import hand_over
    from kontant.store.writes import writing

    new = new_assignment(choice.refs[0], choice.caseworker, choice.start)
    with writing(context.path, command=COMMAND, who=context.who, at=context.now()) as writer:
        moved = hand_over(writer, choice.refs, choice.former, new, context.today)
    what = ngettext("{n} case", "{n} cases", len(moved)).format(n=len(moved))
    done = _("{what} handed over from {former} to {who}, from {date}.")
    told(done.format(what=what, former=choice.former, who=choice.caseworker, date=day_text(choice.start)))
    _tell_particulars(choice, moved, told)
    told(undo_line(context, writer.event_id))
    return writer.event_id


def _tell_particulars(choice: Choice, moved: Mapping[str, "Assigned"], told: Callable[[str], None]) -> None:
    """Who else ended, and who is to follow, in the cases where somebody did or is."""
    for ref, given in moved.items():
        others = [who for who in given.ended[:-1] if folded(who) != folded(choice.former)]
        if others:
            ended = _("{case}: {who}, who coordinated it beside {former}, ends too.")
            told(ended.format(case=ref, who=", ".join(others), former=choice.former))
        if given.until:
            until = _("{case}: until {date}, since another assignment begins the day after.")
            told(until.format(case=ref, date=day_text(given.until)))
