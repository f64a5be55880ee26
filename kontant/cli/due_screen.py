"""The morning's list on a screen: a block for each urgency, a case once, with all its flags and what to type."""

from collections.abc import Iterator
from datetime import date

from kontant.cli.backup_words import reminder
from kontant.cli.context import Context
from kontant.cli.law_text import caveats
from kontant.cli.screen import Line, Piece, caseload_hint, clean, line, on_terminal, shorten, width, wrapped
from kontant.i18n import N_, _, day_text, ngettext
from kontant.report.morning import Morning, Needs
from kontant.rules.evaluate import Evaluator
from kontant.rules.explained import basis_title, status_title, title
from kontant.rules.flags import Flag, Status
from kontant.rules.law import Law
from kontant.rules.wording import next_step, summary

STYLES = {Status.OVERDUE: "bold red", Status.DUE: "yellow", Status.NOTICE: "cyan"}
WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
# Room for "1234 days over" before a reason.
WHEN_COLUMNS = 16
INDENT = 2
REASON_INDENT = 6
# From this width on the command stands on the line of its case, where that leaves room for a name.
WIDE = 100
SHORTEST_NAME = 12


def screen(context: Context, rules: Evaluator, morning: Morning, *, explain: bool) -> Iterator[Line]:
    """All lines of the list."""
    yield from _header(morning)
    yield from blocks(context, morning, rules.law if explain else None)
    if explain and morning.shown:
        yield []
        yield from _terms(morning, rules.law)
    yield from _footer(context, rules, morning)


def blocks(context: Context, morning: Morning, law: Law | None) -> Iterator[Line]:
    """The cases by the urgency of their worst flag; with ``law`` all that is behind each flag."""
    for status in Status:
        block = [needs for needs in morning.shown if needs.flags[0].status == status]
        if block:
            yield from _block(context, morning, status, block, law)


def _terms(morning: Morning, law: Law) -> Iterator[Line]:
    """What the words of an explained list mean."""
    from kontant.cli.explaining import bases
    from kontant.cli.terms import terms

    resting = (bases((flag.rule for flag in needs.flags), needs.case, law) for needs in morning.shown)
    yield from terms((flag.status for flag in morning.all_flags()), set().union(*resting))


def when_text(flag: Flag, day: date) -> str:
    """How far off the deadline is, in words."""
    days = flag.days(day)
    if days is None:
        return _("notice")
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("{n} day over", "{n} days over", -days).format(n=-days)
    return ngettext("in {n} day", "in {n} days", days).format(n=days)


def snoozed_count(morning: Morning) -> str:
    """How many flags were put aside, and how many of them are past a deadline of the law."""
    count, past = len(morning.snoozed), morning.snoozed_past_statute
    told = ngettext("{n} flag snoozed", "{n} flags snoozed", count).format(n=count)
    if past:
        late = ngettext("{n} past its statutory deadline", "{n} past their statutory deadlines", past)
        told += "; " + late.format(n=past)
    return told


def no_such_flag() -> str:
    """That nothing of the rules and statuses asked for is raised; of the others nothing was asked."""
    return _("No such flag stands; rules and statuses that were not asked for were not looked at.")


def left_out_lines(left_out: int) -> Iterator[Line]:
    """How many cases are not shown."""
    if left_out:
        told = ngettext("{n} more case is not shown (--limit).", "{n} more cases are not shown (--limit).", left_out)
        yield from wrapped(told.format(n=left_out), "")


def day_line(day: date) -> Line:
    """The day that a list is of."""
    week = _("week {n}").format(n=day.isocalendar().week)
    return line(Piece(f"{_(WEEKDAYS[day.weekday()])} {day_text(day)}", "bold"), f"  {week}")


def _header(morning: Morning) -> Iterator[Line]:
    yield day_line(morning.day)
    counts = [ngettext("{n} open case", "{n} open cases", morning.cases_open).format(n=morning.cases_open)]
    counts += [f"{morning.by_status[status]} {status_title(status)}" for status in Status if morning.by_status[status]]
    if morning.cases_snoozed:
        counts.append(_("{n} snoozed").format(n=morning.cases_snoozed))
    calm = morning.cases_open - morning.cases_flagged - morning.cases_snoozed
    if calm:
        told = _("{n} without such a flag") if morning.narrowed else _("{n} in order")
        counts.append(told.format(n=calm))
    yield from wrapped(" · ".join(counts), "")


def _block(context: Context, morning: Morning, status: Status, block: list[Needs], law: Law | None) -> Iterator[Line]:
    heading = {Status.OVERDUE: _("OVERDUE"), Status.DUE: _("DUE"), Status.NOTICE: _("NOTICE")}[status]
    total = morning.by_status[status]
    yield []
    told = ngettext("{n} case", "{n} cases", total).format(n=total)
    yield line(Piece(heading, STYLES[status]), f"  {told}")
    for needs in block:
        yield from _case(context, morning.day, needs, law)


def _case(context: Context, day: date, needs: Needs, law: Law | None) -> Iterator[Line]:
    """One case: its worst flag with the reason, its other flags by name, and what to type."""
    worst, *others = needs.flags
    indent = " " * REASON_INDENT
    command = "> " + next_step(worst, context.short_prefix)
    beside = width() >= WIDE and _room(day, needs) - len(command) - 2 >= min(SHORTEST_NAME, len(needs.case.name))
    yield _head(day, needs, command if beside else "")
    if law:
        from kontant.cli.explaining import flag_lines

        for flag in needs.flags:
            yield from wrapped(f"{when_text(flag, day)} ({basis_title(flag.basis)}): {_reason(flag)}", indent)
            yield from flag_lines(flag, needs.case, law, indent + "  ")
    else:
        yield from wrapped(_reason(worst), indent)
        if others:
            named = "; ".join(_named(flag, day) for flag in others)
            yield from wrapped(_("Also: {flags}").format(flags=named), indent, "dim")
    if not beside:
        yield line(indent, Piece(command, "green"))


def _head(day: date, needs: Needs, command: str) -> Line:
    """Days, case, name and caseworker; a command at the right edge."""
    room = _room(day, needs) - (len(command) + 2 if command else 0)
    name = shorten(needs.case.name, room) if on_terminal() else clean(needs.case.name)
    lead, ref, who = _around_name(day, needs)
    pieces: list[Piece | str] = [
        " " * INDENT,
        Piece(lead, STYLES[needs.flags[0].status]),
        Piece(f"{ref}{name}", "bold"),
        Piece(who, "dim"),
    ]
    if command:
        pieces += [" " * (room - len(name) + 2), Piece(command, "green")]
    return line(*pieces)


def _around_name(day: date, needs: Needs) -> tuple[str, str, str]:
    """What stands on the line of a case before and after the name."""
    lead = when_text(needs.flags[0], day).ljust(WHEN_COLUMNS)
    ref = f"{clean(needs.case.case_ref)}  "
    if not needs.case.name:  # hidden, as the caseworker is to be (kontant.cli.incognito)
        return lead, ref, ""
    return lead, ref, f" · {clean(needs.coordinator(day) or _('no caseworker'))}"


def _room(day: date, needs: Needs) -> int:
    """The columns that are left for a name."""
    return width() - INDENT - sum(map(len, _around_name(day, needs)))


def _reason(flag: Flag) -> str:
    return f"{title(flag.rule)}: {summary(flag)}"


def _named(flag: Flag, day: date) -> str:
    """A further flag by its title, with its days if it has a deadline."""
    return title(flag.rule) if flag.deadline is None else f"{title(flag.rule)} ({when_text(flag, day)})"


def _no_case(context: Context) -> str:
    return _("No open case on that day. Read an extract with: {command}").format(command=f"{context.prefix} import")


def _footer(context: Context, rules: Evaluator, morning: Morning) -> Iterator[Line]:
    yield []
    if not morning.cases_open:
        yield from wrapped(_no_case(context), "")
    elif morning.cases_snoozed and not morning.cases_flagged:
        yield from wrapped(no_such_flag() if morning.narrowed else _("Nothing is due but what is snoozed."), "")
    elif morning.narrowed and not morning.cases_flagged:
        yield from wrapped(no_such_flag(), "")
    elif not morning.cases_flagged:
        yield from wrapped(_("Nothing is due: every open case is in order under the rules in force."), "")
    yield from left_out_lines(morning.left_out)
    if morning.snoozed:
        told = _("{flags}. See: {command} due --snoozed")
        yield from wrapped(told.format(flags=snoozed_count(morning), command=context.short_prefix), "")
    if morning.cases_open and (reminded := reminder(context)):
        yield from wrapped(reminded, "")
    yield from caseload_hint(context)
    told = _("Rules in force on {day}, {horizon} days ahead. Why: {command} due --explain")
    yield from wrapped(
        told.format(day=day_text(morning.day), horizon=morning.horizon_days, command=context.short_prefix), "", "dim"
    )
    for caveat in caveats(rules, context.today):
        yield from wrapped(caveat, "", "dim")
