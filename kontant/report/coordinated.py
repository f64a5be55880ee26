"""Whose cases: those that one coordinating caseworker has on a day."""

from collections.abc import Iterable, Iterator
from datetime import date

from kontant.errors import NotFound
from kontant.i18n import _
from kontant.model.timeline import Timeline
from kontant.model.vocabulary import folded
from kontant.rules.continuity import coordinator_on


class NotMet(NotFound):
    """Nobody is called as the caseworker asked for; the sentence names those who are."""


def coordinated_by(timelines: Iterable[Timeline], day: date, caseworker: str | None) -> Iterator[Timeline]:
    """The cases whose coordinator on ``day`` that is, whatever the case of its letters; all if None.

    Raises ``NotFound`` at the end where nobody was called so.
    """
    met: set[str] = set()
    yield from of_caseworker(timelines, caseworker, met, day)
    check_met(caseworker, met)


def of_caseworker(
    timelines: Iterable[Timeline], caseworker: str | None, met: set[str], *days: date
) -> Iterator[Timeline]:
    """The same, with everybody who coordinates a case taken down in ``met``, for :func:`check_met` to look at.

    Of several ``days`` the first on which a case is open counts; of a closed case the first of all.
    """
    if caseworker is None:
        yield from timelines
        return
    wanted = folded(caseworker)
    for t in timelines:
        who = coordinator_on(t, next((day for day in days if t.case.is_open(day)), days[0]))
        if who is not None:
            met.add(who)
            if folded(who) == wanted:
                yield t


def check_met(caseworker: str | None, met: Iterable[str]) -> None:
    """Raise ``NotMet`` where one was asked for who is not among ``met``, the coordinators of the cases."""
    known = sorted(met)
    if caseworker is None or folded(caseworker) in map(folded, known):
        return
    told = _("{who} coordinates none of the cases asked for on that day; there are: {known}")
    if not known:
        told = _("{who} coordinates none of the cases asked for: on that day none has a coordinating caseworker.")
    raise NotMet(told.format(who=repr(caseworker[:40]), known=", ".join(known)))
