"""What a change did to the flags of its case: judged before and after by the rules of today, and told."""

from collections.abc import Iterable, Iterator, Mapping

from kontant.cli.context import Context
from kontant.cli.due_screen import STYLES
from kontant.cli.screen import Line, Piece, line, show, wrapped
from kontant.i18n import _, day_text
from kontant.model.vocabulary import EXEMPTION_SCOPE, name_of
from kontant.rules.evaluate import Evaluator
from kontant.rules.explained import status_title, title
from kontant.rules.flags import Flag
from kontant.rules.wording import next_step, summary
from kontant.store import timelines
from kontant.store.reading import reading

Flags = Mapping[tuple[str, str], Flag]
"""The flags of a case by rule and scope."""


def raised(context: Context, rules: Evaluator, case_ref: str) -> dict[tuple[str, str], Flag]:
    """The flags that the case has, the worst first; none for a case that is closed or not there."""
    with reading(context.path) as connection:
        t = timelines.timeline(connection, case_ref, rules.reads())
    return {(flag.rule, flag.scope): flag for flag in rules.flags(t)} if t else {}


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
    new = [flag for key, flag in after.items() if key not in before]
    if cleared:
        yield from wrapped(_("Cleared: {rules}").format(rules=_named(cleared)), indent)
    if new:
        yield from wrapped(_("Raised: {rules}").format(rules=_named(new)), indent)
    for key, flag in after.items():
        old = before[key].deadline if key in before else None
        if old and flag.deadline and old != flag.deadline:
            told = _("Deadline moved: {rule}, from {before} to {after}")
            days = {"before": day_text(old), "after": day_text(flag.deadline)}
            yield from wrapped(told.format(rule=_name(flag), **days), indent)


def _remaining(flags: Flags, prefix: str, indent: str) -> Iterator[Line]:
    if not flags:
        yield from wrapped(_("No flag stands in the case now."), indent)
        return
    yield from wrapped(_("Still to do in the case:"), indent)
    for flag in flags.values():
        when = status_title(flag.status) + (f" {day_text(flag.deadline)}" if flag.deadline else "")
        yield line(f"{indent}  ", Piece(when, STYLES[flag.status]), f"  {_name(flag)}")
        yield from wrapped(summary(flag), f"{indent}    ")
        yield line(f"{indent}    ", Piece(f"> {next_step(flag, prefix)}", "green"))


def _named(flags: Iterable[Flag]) -> str:
    return ", ".join(sorted(map(_name, flags)))


def _name(flag: Flag) -> str:
    """What the rule is called, with the scope that it speaks of, if any."""
    return f"{title(flag.rule)} ({name_of(EXEMPTION_SCOPE, flag.scope)})" if flag.scope else title(flag.rule)
