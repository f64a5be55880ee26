"""The proposal on a screen: for each working day the conversations that could be held on it, and what to type.

What is late already comes first.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from types import MappingProxyType

from kontant.cli.context import Context
from kontant.cli.forecast_output import command
from kontant.cli.forecast_screen import half_holidays_text, weekday_text, weekday_within
from kontant.cli.screen import Line, Piece, caseload_hint, clean, line, on_terminal, shorten, width, wrapped
from kontant.i18n import _, day_text, ngettext
from kontant.report.forecast import Forecast
from kontant.report.spread import LATE_DAYS, Proposal
from kontant.rules.explained import basis_title, title

INDENT = " " * 6


def moves_screen(context: Context, forecast: Forecast, proposals: list[Proposal]) -> Iterator[Line]:
    """All lines of the proposal."""
    yield from _header(forecast, proposals)
    late = [proposal for proposal in proposals if proposal.late]
    if late:
        yield []
        told = ngettext("{n} conversation", "{n} conversations", len(late)).format(n=len(late))
        yield line(Piece(_("LATE"), "bold red"), f"  {told}")
        yield from wrapped(
            _("Spread over the first {n} working days, what binds most first.").format(n=LATE_DAYS), "  ", "dim"
        )
        yield from _days(context, forecast, late)
    on_time = proposals[len(late) :]
    if late and on_time:
        yield []
        told = ngettext("{n} conversation", "{n} conversations", len(on_time)).format(n=len(on_time))
        yield line(Piece(_("BEFORE THE DEADLINE"), "bold"), f"  {told}")
    yield from _days(context, forecast, on_time, Counter(proposal.day for proposal in late if not proposal.stays))
    yield from _footer(context, forecast)


def _header(forecast: Forecast, proposals: list[Proposal]) -> Iterator[Line]:
    title_text = _("Proposal: conversations from {first} to {last}")
    told = title_text.format(first=day_text(forecast.day), last=day_text(forecast.last))
    yield line(Piece(told, "bold"))
    if not proposals:
        yield from wrapped(_("No conversation falls due in these weeks but those that are planned."), "")
        return
    total, planned, busiest = _to_plan(proposals), forecast.planned.total(), _busiest(forecast, proposals)
    counts = [ngettext("{n} conversation to plan", "{n} conversations to plan", total).format(n=total)]
    if planned:
        counts.append(_("{n} planned already").format(n=planned))
    if busiest:
        counts.append(_("at most {n} a day").format(n=busiest))
    yield from wrapped(" · ".join(counts), "")
    yield from wrapped(
        _("Nothing is changed. Planned conversations keep their days; only what is late comes after its deadline."),
        "",
        "dim",
    )


def _to_plan(proposals: list[Proposal]) -> int:
    return sum(not proposal.stays for proposal in proposals)


def _busiest(forecast: Forecast, proposals: list[Proposal]) -> int:
    """The conversations of the busiest day, planned and proposed."""
    days = forecast.planned + Counter(proposal.day for proposal in proposals if not proposal.stays)
    return max(days.values(), default=0)


def _days(
    context: Context, forecast: Forecast, proposals: list[Proposal], late: Mapping[date, int] = MappingProxyType({})
) -> Iterator[Line]:
    """Day by day; ``late`` counts the conversations on it that are listed elsewhere."""
    for day, group in groupby(proposals, key=lambda proposal: proposal.day):
        found = list(group)
        yield []
        told = _day_told(_to_plan(found), forecast.planned[day], late.get(day, 0))
        yield line(Piece(weekday_text(day), "bold"), f"  {told}")
        for proposal in found:
            yield from _proposal(context, forecast, proposal)


def _day_told(proposed: int, planned: int, late: int) -> str:
    """What a day holds: a conversation that stays on its day is one of the planned."""
    counts = [ngettext("{n} conversation", "{n} conversations", proposed).format(n=proposed)] if proposed else []
    if planned:
        counts.append(_("{n} planned already").format(n=planned))
    if late:
        counts.append(ngettext("{n} late conversation", "{n} late conversations", late).format(n=late))
    return ", ".join(counts)


def _proposal(context: Context, forecast: Forecast, proposal: Proposal) -> Iterator[Line]:
    need = proposal.need
    ref = clean(need.case_ref)
    name = shorten(need.name, width() - len(ref) - 4) if on_terminal() else clean(need.name)
    yield line("  ", Piece(f"{ref}  {name}", "bold"))
    reason = _("{title}: {when} ({basis})").format(
        title=title(need.rule), when=_deadline(forecast, need.deadline), basis=basis_title(need.basis)
    )
    yield from wrapped(reason, INDENT)
    typed = command(proposal, context.short_prefix)
    if typed:
        yield line(INDENT, Piece(f"> {typed}", "green"))
    if need.planned:
        told = _("Planned for {date}, after the deadline.").format(date=day_text(need.planned))
        yield from wrapped(told, INDENT, "dim")


def _deadline(forecast: Forecast, deadline: date) -> str:
    days = (deadline - forecast.day).days
    if days < 0:
        return ngettext("{n} day over", "{n} days over", -days).format(n=-days)
    return _("deadline {date}").format(date=weekday_within(deadline))


def _footer(context: Context, forecast: Forecast) -> Iterator[Line]:
    yield []
    yield from caseload_hint(context)
    told = _("Nothing is proposed for weekends, public holidays in Denmark, and: {days}.")
    yield from wrapped(half_holidays_text(forecast, told), "", "dim")
