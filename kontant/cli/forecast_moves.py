"""The proposal on a screen: for each working day the conversations that could be held on it, and what to type."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from kontant.cli.context import Context
from kontant.cli.forecast_output import command
from kontant.cli.forecast_screen import half_holidays_text, weekday_text, weekday_within
from kontant.cli.screen import Line, Piece, clean, line, on_terminal, shorten, width, wrapped
from kontant.i18n import _, day_text, ngettext
from kontant.report.forecast import Forecast
from kontant.report.spread import Proposal
from kontant.rules.explained import basis_title, title

INDENT = " " * 6


def moves_screen(context: Context, forecast: Forecast, proposals: list[Proposal]) -> Iterator[Line]:
    """All lines of the proposal."""
    yield from _header(forecast, proposals)
    late = [proposal for proposal in proposals if proposal.late]
    if late:
        yield []
        told = ngettext("{n} late conversation", "{n} late conversations", len(late))
        first = weekday_within(forecast.calendar.for_conversations[0])
        heading = Piece(_("FIRST WORKING DAY"), "bold red")
        yield line(heading, f"  {first}  {told.format(n=len(late))}")
        for proposal in late:
            yield from _proposal(context, forecast, proposal)
    on_time = proposals[len(late) :]
    for day, group in groupby(on_time, key=lambda proposal: proposal.day):
        yield from _day(context, forecast, day, list(group))
    yield from _footer(context, forecast, proposals)


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
        counts.append(_("at most {n} a day beside what is late").format(n=busiest))
    yield from wrapped(" · ".join(counts), "")
    yield from wrapped(
        _("Nothing is changed. Planned conversations keep their days; no other is put after its deadline."), "", "dim"
    )


def _to_plan(proposals: list[Proposal]) -> int:
    return sum(not proposal.stays for proposal in proposals)


def _busiest(forecast: Forecast, proposals: list[Proposal]) -> int:
    """The conversations of the busiest day, planned and proposed; what is late comes on top of the first."""
    days = forecast.planned + Counter(proposal.day for proposal in proposals if not proposal.late)
    return max(days.values(), default=0)


def _day(context: Context, forecast: Forecast, day: date, proposals: list[Proposal]) -> Iterator[Line]:
    yield []
    told = ngettext("{n} conversation", "{n} conversations", len(proposals)).format(n=len(proposals))
    if forecast.planned[day]:
        told += ", " + _("{n} planned already").format(n=forecast.planned[day])
    yield line(Piece(weekday_text(day), "bold"), f"  {told}")
    for proposal in proposals:
        yield from _proposal(context, forecast, proposal)


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


def _footer(context: Context, forecast: Forecast, proposals: list[Proposal]) -> Iterator[Line]:
    yield []
    if context.db_option and proposals:
        yield from wrapped(
            _("Type the commands with {option}, or set KONTANT_DB.").format(option=context.db_option), ""
        )
    told = _("Nothing is proposed for weekends, public holidays in Denmark, and: {days}.")
    yield from wrapped(half_holidays_text(forecast, told), "", "dim")
