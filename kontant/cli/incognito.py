"""``--incognito``: a list that shows case references only, for a screen that others see too.

No name, no initials, and no word that somebody wrote reaches what is shown: what is judged is hidden before any screen
or file sees it, so that every format is covered alike. Of the facts behind a flag days, numbers and codes stay; any
other text becomes a mark, whatever rule it comes from, so that a new rule is discreet before anybody thinks of it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from kontant.cli.context import Context
from kontant.cli.screen import clean, tell
from kontant.errors import NotFound
from kontant.i18n import _
from kontant.model.timeline import Assignment, Case
from kontant.report.changes import Change
from kontant.report.coordinated import NotMet
from kontant.report.morning import Morning, Needs, Snoozed
from kontant.rules.flags import Flag, Quiet
from kontant.rules.wording import holds_code
from kontant.store import finding
from kontant.store.reading import reading
from kontant.store.snoozes import Snooze

MARK = "…"
"""What stands where there was a word about somebody."""

Said = TypeVar("Said", Flag, Quiet)


def case_meant(context: Context, text: str) -> str:
    """The reference of the case that ``text`` names; where it names several, their references alone are listed."""
    with reading(context.path) as connection:
        try:
            return finding.find(connection, text)
        except finding.Ambiguous as several:
            for case in several.candidates:
                tell(f"  {clean(case.case_ref)}")
            raise NotFound(_("That means more than one case; write a case reference.")) from None


@contextmanager
def naming_nobody() -> Iterator[None]:
    """Where nobody is called as the caseworker asked for, the others are not named instead."""
    try:
        yield
    except NotMet:
        raise NotFound(_("That caseworker coordinates none of the cases asked for on that day.")) from None


def hidden_morning(morning: Morning) -> Morning:
    """The list without a word about anybody."""
    shown = [
        Needs(hidden_case(needs.case), [hidden_assignment(a) for a in needs.assignments], hidden_all(needs.flags))
        for needs in morning.shown
    ]
    snoozed = [
        Snoozed(hidden_case(item.case), hidden(item.flag), hidden_snooze(item.snooze)) for item in morning.snoozed
    ]
    return replace(morning, shown=shown, snoozed=snoozed, caseworkers=set())


def hidden_change(change: Change) -> Change:
    """A change without a word about anybody."""
    return change._replace(
        case=hidden_case(change.case),
        before=hidden(change.before) if change.before else None,
        after=hidden(change.after) if change.after else None,
        quiet=hidden(change.quiet) if change.quiet else None,
        snooze=hidden_snooze(change.snooze) if change.snooze else None,
    )


def hidden_case(case: Case) -> Case:
    """The head of a case without its person. An empty name is the sign to a screen that nobody is to be named."""
    return case._replace(name="", cpr=None)


def hidden_assignment(assignment: Assignment) -> Assignment:
    """An assignment without its caseworker."""
    return assignment._replace(caseworker=MARK)


def hidden_snooze(snooze: Snooze) -> Snooze:
    """A snooze without its reason and without who put the flag aside."""
    return snooze._replace(reason=MARK, caseworker=MARK)


def hidden_all(said: list[Said]) -> list[Said]:
    """:func:`hidden`, of each."""
    return [hidden(one) for one in said]


def hidden(said: Said) -> Said:
    """What a rule said, with the facts that are days, numbers and codes."""
    return said._replace(facts=_hidden_facts(said.rule, said.facts))


def _hidden_facts(rule: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _hidden_fact(rule, name, value) for name, value in facts.items()}


def _hidden_fact(rule: str, name: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_hidden_fact(rule, name, one) for one in value]
    return MARK if isinstance(value, str) and not holds_code(rule, name, value) else value
