"""Whose cases: those that one coordinating caseworker has on a day."""

from collections.abc import Iterable, Iterator
from datetime import date

from kontant.errors import NotFound
from kontant.i18n import _
from kontant.model.timeline import Timeline
from kontant.model.vocabulary import folded
from kontant.rules.continuity import coordinators, current_coordinator


def coordinated_by(timelines: Iterable[Timeline], day: date, caseworker: str | None) -> Iterator[Timeline]:
    """The cases whose coordinator on ``day`` that is, whatever the case of its letters; all if None.

    Raises ``NotFound`` at the end where nobody was called so.
    """
    if caseworker is None:
        yield from timelines
        return
    wanted, met = folded(caseworker), set()
    for t in timelines:
        current = current_coordinator(coordinators(t, day), day)
        if current is None:
            continue
        met.add(current.caseworker)
        if folded(current.caseworker) == wanted:
            yield t
    if wanted not in map(folded, met):
        known = ", ".join(sorted(met)) or _("nobody")
        raise NotFound(
            _("No open case has {who} as coordinating caseworker on that day; there are: {known}").format(
                who=repr(caseworker[:40]), known=known
            )
        )
