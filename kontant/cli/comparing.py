"""Two judgements of the caseload, or of one case of it, side by side: for ``due --since`` and ``whatif``."""

from kontant.cli.case_finding import find_case
from kontant.cli.context import Context
from kontant.errors import NotFound
from kontant.i18n import _
from kontant.model.vocabulary import folded
from kontant.report.changes import Change, changes
from kontant.rules.evaluate import Evaluator
from kontant.store import finding
from kontant.store.reading import reading
from kontant.store.timelines import all_timelines, timeline


def compare(
    context: Context, before: Evaluator, after: Evaluator, caseworker: str | None = None, case: str | None = None
) -> list[Change]:
    """What differs; ``caseworker`` keeps the cases of that one, ``case`` the one case that it names."""
    with reading(context.path) as connection:
        if caseworker:
            _check(caseworker, finding.caseworkers(connection))
        if case is None:
            timelines = all_timelines(connection, before.reads() | after.reads() | {"assignments"})
            return list(changes(timelines, before, after, caseworker))
        found = timeline(connection, find_case(connection, case))
        return list(changes([found] if found else [], before, after, caseworker))


def _check(caseworker: str, known: list[str]) -> None:
    if folded(caseworker) not in map(folded, known):
        told = _("No case has {who} as caseworker; there are: {known}")
        raise NotFound(told.format(who=repr(caseworker[:40]), known=", ".join(sorted(known)) or _("nobody")))
