"""What ``kontant doctor`` finds of the law: the municipality's own file, and values that somebody should look at."""

import contextlib
import shlex
from collections.abc import Iterable, Iterator

from kontant.cli.context import Context
from kontant.cli.judging import evaluator, own_parameter_file
from kontant.cli.law_text import is_stale
from kontant.errors import ParameterError, StoreError
from kontant.i18n import _, ngettext
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.parameters import Value
from kontant.store.health.findings import Finding, notice, ok, problem

_RULES = "kontant rules"
# Names told one by one; the rest is a number in front of them.
_TOLD = 3


def law(context: Context) -> Iterator[Finding]:
    """Whether the values in force can be relied on, and whether flags were put aside of rules that are no more."""
    try:
        rules = evaluator(context, context.today)
    except ParameterError as error:
        yield _faulty(str(error).split("\n"))
        return
    if own_parameter_file():
        yield ok("own parameters", _("The municipality's own parameter file can be read."))
    if context.path.exists():  # without cases nothing relies on the values
        yield from _values(context, rules)
    yield from _snoozes(context)


def _faulty(faults: list[str]) -> Finding:
    """The municipality's own file: its first fault, and how many there are beside it."""
    first, *others = faults
    file = shlex.quote(str(own_parameter_file()))
    remedy = _("Put the file right; until then no list is made. All its faults: {command}")
    more = ngettext("({n} more fault)", "({n} more faults)", len(others)).format(n=len(others))
    told = f"{first} {more}" if others else first
    return problem("own parameters", told, remedy.format(command=f"kontant rules check {file}"))


def _values(context: Context, rules: Evaluator) -> Iterator[Finding]:
    records = rules.relied_on()
    stale = [record for record in records if is_stale(record, context.today)]
    unverified = [record for record in records if record.unverified]
    if stale:
        told = ngettext(
            "{n} value in force has not been checked by a person for a year: {names}.",
            "{n} values in force have not been checked by a person for a year: {names}.",
            len(stale),
        )
        yield notice("stale values", told.format(n=len(stale), names=_names(rules, stale)), _RULES)
    if unverified:
        told = ngettext(
            "{n} value in force was not verified against its source: {names}.",
            "{n} values in force were not verified against their sources: {names}.",
            len(unverified),
        )
        yield notice("unverified values", told.format(n=len(unverified), names=_names(rules, unverified)), _RULES)
    if not (stale or unverified):
        yield ok("values", _("Every value in force was checked by a person within a year."))


def _names(rules: Evaluator, records: Iterable[Value]) -> str:
    names = list(dict.fromkeys(rules.law.parameters[record.name].title for record in records))
    return "; ".join(names[:_TOLD]) + ("; …" if len(names) > _TOLD else "")


def _snoozes(context: Context) -> Iterator[Finding]:
    from kontant.store.reading import reading
    from kontant.store.snoozes import snoozes

    found: set[str] = set()
    # A caseload that cannot be read is told of already.
    with contextlib.suppress(StoreError), reading(context.path) as connection:
        found = {rule for by_rule in snoozes(connection).values() for rule, _scope in by_rule}
    unknown = sorted(found - RULES.keys())
    if unknown:
        told = _("Flags were put aside of rules that there are not: {rules}.").format(rules=", ".join(unknown))
        yield notice("snoozes", told, "kontant due --snoozed")
