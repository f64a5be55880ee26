"""Two judgements of the caseload, or of one case of it, side by side: for ``due --since`` and ``whatif``."""

from kontant.cli.case_finding import find_case
from kontant.cli.context import Context
from kontant.cli.read_log import looked
from kontant.report.changes import Change, changes
from kontant.rules.evaluate import Evaluator
from kontant.store.reading import reading
from kontant.store.snoozes import snoozes
from kontant.store.timelines import all_timelines, timeline


def compare(
    context: Context,
    before: Evaluator,
    after: Evaluator,
    caseworker: str | None = None,
    case: str | None = None,
    *,
    snoozed: bool = False,
) -> list[Change]:
    """What differs; ``caseworker`` keeps the cases of that one, ``case`` the one case that it names.

    ``snoozed`` leaves out what is put aside. Raises ``NotFound`` where no such case has that caseworker.
    """
    with reading(context.path) as connection:
        # Of any day: each side looks for those that hold on its own.
        aside = snoozes(connection) if snoozed else {}
        if case is None:
            timelines = all_timelines(connection, before.reads() | after.reads() | {"assignments"})
            return list(changes(timelines, before, after, caseworker, aside))
        found = timeline(connection, find_case(connection, case))
        differing = list(changes([found] if found else [], before, after, caseworker, aside))
    looked(context, "due", [found.case.case_ref] if found else [])
    return differing
