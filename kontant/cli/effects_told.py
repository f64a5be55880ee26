"""What a change did to the flags of its case: judged before and after by the rules of today, and told.

A flag that was put aside is nothing to do now, so it is named after what is; one whose facts the change has touched
is back, and that is told; one that the change cleared is cleared like any other.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from kontant.cli.context import Context
from kontant.cli.due_screen import STYLES
from kontant.cli.screen import Line, Piece, hung, line, show, wrapped
from kontant.cli.snooze_words import term
from kontant.errors import StoreError
from kontant.i18n import _, day_text
from kontant.model.vocabulary import EXEMPTION_SCOPE, name_of
from kontant.rules.evaluate import Evaluator
from kontant.rules.explained import status_title, title
from kontant.rules.flags import Flag
from kontant.rules.snoozing import parted
from kontant.rules.wording import next_step, summary
from kontant.store import timelines
from kontant.store.reading import reading
from kontant.store.snoozes import Snooze, snoozes_of


class Flags(dict[tuple[str, str], Flag]):
    """The flags of a case by rule and scope, the worst first; ``snoozed`` holds the snoozes of those put aside."""

    def __init__(self, flags: Iterable[Flag] = (), snoozed: Iterable[Snooze] = ()) -> None:
        """All ``flags``, and the snoozes of some of them."""
        super().__init__(((flag.rule, flag.scope), flag) for flag in flags)
        self.snoozed = {(snooze.rule, snooze.scope): snooze for snooze in snoozed}

    @property
    def standing(self) -> list[Flag]:
        """The flags that are not put aside."""
        return [flag for key, flag in self.items() if key not in self.snoozed]


def raised(context: Context, rules: Evaluator, case_ref: str) -> Flags:
    """The flags that the case has; none for a case that is closed or not there."""
    day = rules.law.day
    with reading(context.path) as connection:
        t = timelines.timeline(connection, case_ref, rules.reads())
        snoozes = snoozes_of(connection, case_ref, day=day)
    flags = rules.flags(t) if t else []
    return Flags(flags, (snooze for _flag, snooze in parted(flags, snoozes, day)[1]))


@contextmanager
def once_saved(context: Context) -> Iterator[None]:
    """Around what is read when a change is saved: a disk that fails now must not read as if nothing had changed."""
    try:
        yield
    except StoreError:
        told = _("What you did is saved, but the caseload could not be read afterwards; see it with: {command}")
        raise StoreError(told.format(command=f"{context.prefix} log")) from None


def raised_now(context: Context, rules: Evaluator, case_ref: str) -> Flags:
    """As :func:`raised`, once a change is saved."""
    with once_saved(context):
        return raised(context, rules, case_ref)


def tell_flags(
    before: Flags, after: Flags, *, remaining: bool = False, prefix: str = "kontant", indent: str = ""
) -> None:
    """Say which flags a change cleared, raised or moved to another day.

    With ``remaining`` those that the case has now follow, each with the command to type.
    """
    show(_changed(before, after, indent))
    if remaining:
        show(_remaining(after, prefix, indent))


def _changed(before: Flags, after: Flags, indent: str) -> Iterator[Line]:
    cleared = [flag for key, flag in before.items() if key not in after]
    new = [flag for key, flag in after.items() if key not in before and key not in after.snoozed]
    back = [flag for key, flag in after.items() if key in before.snoozed and key not in after.snoozed]
    if cleared:
        yield from hung(_("Cleared: {rules}").format(rules=_named(cleared)), indent)
    if new:
        yield from hung(_("Raised: {rules}").format(rules=_named(new)), indent)
    if back:
        yield from hung(
            _("No longer snoozed, since the facts have changed: {rules}").format(rules=_named(back)), indent
        )
    for key, flag in after.items():
        old = before[key].deadline if key in before else None
        if old and flag.deadline and old != flag.deadline:
            told = _("Deadline moved: {rule}, from {before} to {after}")
            days = {"before": day_text(old), "after": day_text(flag.deadline)}
            yield from hung(told.format(rule=_name(flag), **days), indent)


def _remaining(flags: Flags, prefix: str, indent: str) -> Iterator[Line]:
    if not flags:
        yield from hung(_("No flag stands in the case now."), indent)
    elif not flags.standing:
        yield from hung(_("Nothing to do in the case now but what is snoozed."), indent)
    else:
        yield from hung(_("Still to do in the case:"), indent)
    for flag in flags.standing:
        yield from _heading(flag, f"{indent}  ")
        yield from wrapped(summary(flag), f"{indent}    ")
        yield from hung(f"> {next_step(flag, prefix)}", f"{indent}    ", "green")
    if flags.snoozed:
        named = ", ".join(f"{_name(flags[key])} ({term(snooze)})" for key, snooze in flags.snoozed.items())
        yield from hung(_("Snoozed: {rules}").format(rules=named), indent, "dim")


def _heading(flag: Flag, indent: str) -> Iterator[Line]:
    """The day of a flag in its colour, and its rule."""
    when = status_title(flag.status) + (f" {day_text(flag.deadline)}" if flag.deadline else "")
    first, *more = hung(f"{when}  {_name(flag)}", indent)
    text = first[0].text.removeprefix(indent)
    if text.startswith(when):
        first = line(indent, Piece(when, STYLES[flag.status]), text.removeprefix(when))
    yield from [first, *more]


def _named(flags: Iterable[Flag]) -> str:
    return ", ".join(sorted(map(_name, flags)))


def _name(flag: Flag) -> str:
    """What the rule is called, with the scope that it speaks of, if any."""
    return f"{title(flag.rule)} ({name_of(EXEMPTION_SCOPE, flag.scope)})" if flag.scope else title(flag.rule)
