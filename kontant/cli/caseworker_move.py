"""The move itself: the cases pass in one transaction, and what it did to each is told."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kontant.cli.caseworker_choice import Choice, new_assignment
from kontant.cli.context import Context
from kontant.i18n import _, day_text, ngettext
from kontant.model.vocabulary import folded

if TYPE_CHECKING:
    from kontant.store.assignments import Assigned

COMMAND = "caseworker handover"


class Moved(NamedTuple):
    """The number of the event, and what it did to each case."""

    event: int
    cases: "Mapping[str, Assigned]"


def move(context: Context, choice: Choice) -> Moved:
    """Move the cases in one transaction."""
    from kontant.store.assignments import hand_over
    from kontant.store.writes import writing

    new = new_assignment(choice.refs[0], choice.caseworker, choice.start)
    with writing(context.path, command=COMMAND, who=context.who, at=context.now()) as writer:
        moved = hand_over(writer, choice.refs, choice.former, new, context.today)
    return Moved(writer.event_id, moved)


def tell_moved(context: Context, choice: Choice, moved: Moved, told: Callable[[str], None]) -> None:
    """Say what was done, and how to undo it."""
    from kontant.cli.changes import undo_line

    count = len(moved.cases)
    what = ngettext("{n} case", "{n} cases", count).format(n=count)
    done = _("{what} handed over from {former} to {who}, from {date}.")
    told(done.format(what=what, former=choice.former, who=choice.caseworker, date=day_text(choice.start)))
    _tell_particulars(choice, moved.cases, told)
    told(undo_line(context, moved.event))


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
