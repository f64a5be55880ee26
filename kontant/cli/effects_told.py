"""What a change did to the flags of its case: judged before and after by the rules of today, and told."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping

from kontant.cli.context import Context
from kontant.cli.due_screen import STYLES
from kontant.cli.screen import Line, Piece, clean, line, on_terminal, show, width, wrapped
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
        yield from hung(_("Cleared: {rules}").format(rules=_named(cleared)), indent)
    if new:
        yield from hung(_("Raised: {rules}").format(rules=_named(new)), indent)
    for key, flag in after.items():
        old = before[key].deadline if key in before else None
        if old and flag.deadline and old != flag.deadline:
            told = _("Deadline moved: {rule}, from {before} to {after}")
            days = {"before": day_text(old), "after": day_text(flag.deadline)}
            yield from hung(told.format(rule=_name(flag), **days), indent)


def _remaining(flags: Flags, prefix: str, indent: str) -> Iterator[Line]:
    if not flags:
        yield from hung(_("No flag stands in the case now."), indent)
        return
    yield from hung(_("Still to do in the case:"), indent)
    for flag in flags.values():
        yield from _heading(flag, f"{indent}  ")
        yield from wrapped(summary(flag), f"{indent}    ")
        yield from hung(f"> {next_step(flag, prefix)}", f"{indent}    ", "green")


def _heading(flag: Flag, indent: str) -> Iterator[Line]:
    """The day of a flag in its colour, and its rule."""
    when = status_title(flag.status) + (f" {day_text(flag.deadline)}" if flag.deadline else "")
    first, *more = hung(f"{when}  {_name(flag)}", indent)
    text = first[0].text.removeprefix(indent)
    if text.startswith(when):
        first = line(indent, Piece(when, STYLES[flag.status]), text.removeprefix(when))
    yield from [first, *more]


def hung(text: str, indent: str = "", style: str = "") -> list[Line]:
    """``text`` wrapped by words, the lines after its first further in; one whole line off a terminal."""
    text = clean(text)
    if not on_terminal():
        return [line(Piece(indent + text, style))]
    rows = textwrap.wrap(
        text,
        width(),
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line(Piece(row, style)) for row in rows]


def _named(flags: Iterable[Flag]) -> str:
    return ", ".join(sorted(map(_name, flags)))


def _name(flag: Flag) -> str:
    """What the rule is called, with the scope that it speaks of, if any."""
    return f"{title(flag.rule)} ({name_of(EXEMPTION_SCOPE, flag.scope)})" if flag.scope else title(flag.rule)
