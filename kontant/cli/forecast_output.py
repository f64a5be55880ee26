"""The forecast and its proposal as data: JSON with stable keys, and sheets in words."""

from typing import Any

from kontant.exchange.json_values import plain
from kontant.exchange.sheets import Cell, Sheet
from kontant.i18n import _
from kontant.report.forecast import Forecast, Week, in_order
from kontant.report.spread import Proposal
from kontant.rules.explained import basis_title, title
from kontant.rules.wording import shell_word


def command(proposal: Proposal, prefix: str) -> str | None:
    """What plans the conversation; nothing where one is planned already."""
    if proposal.stays:
        return None
    return f"{prefix} conversation add {shell_word(proposal.need.case_ref)} {proposal.day.isoformat()} --status planned"


def forecast_json(forecast: Forecast) -> dict[str, Any]:
    """The forecast with stable English keys."""
    return {
        "as_of": forecast.day.isoformat(),
        "cases_open": forecast.cases_open,
        "weeks": [_week_json(week) for week in forecast.weeks],
        "overdue_now": in_order(forecast.overdue_now),
    }


def _week_json(week: Week) -> dict[str, Any]:
    return {
        "week": week.name,
        "from": week.first.isoformat(),
        "to": week.last.isoformat(),
        "working_days": week.working_days,
        "holidays": [day.isoformat() for day in week.holidays],
        "deadlines": in_order(week.deadlines),
        "conversations": {"planned": week.planned, "due": week.due},
        "conversations_per_working_day": week.per_working_day,
    }


def proposal_json(proposal: Proposal, prefix: str) -> dict[str, Any]:
    """A proposed day: ``late`` where it cannot lie before the deadline, ``planned`` where it stands already."""
    need = proposal.need
    return {
        "case_ref": need.case_ref,
        "rule": need.rule,
        "basis": need.basis,
        "deadline": plain(need.deadline),
        "day": plain(proposal.day),
        "late": proposal.late,
        "planned": proposal.stays,
        "command": command(proposal, prefix),
    }


def forecast_sheet(forecast: Forecast) -> Sheet:
    """A row for what is overdue on the day, then one for each week; a column for each rule that has a deadline."""
    rules = list(in_order(forecast.overdue_now + forecast.to_come))
    columns = [_("Week"), _("From"), _("To"), _("Working days"), _("Holidays"), _("Planned"), _("Conversations due")]
    columns += [_("Each working day"), _("Deadlines"), *map(title, rules)]
    overdue = [forecast.overdue_now[rule] for rule in rules]
    rows: list[list[Cell]] = [[_("overdue"), *[None] * 7, forecast.overdue_now.total(), *overdue]]
    rows += [_week_row(week, rules) for week in forecast.weeks]
    return Sheet(_("Forecast"), columns, rows)


def _week_row(week: Week, rules: list[str]) -> list[Cell]:
    days = ", ".join(day.isoformat() for day in week.holidays)
    calendar: list[Cell] = [week.name, week.first, week.last, week.working_days, days or None]
    conversations: list[Cell] = [week.planned, week.due, week.per_working_day]
    return [*calendar, *conversations, week.deadlines.total(), *(week.deadlines[rule] for rule in rules)]


def proposal_sheet(proposals: list[Proposal], prefix: str) -> Sheet:
    """A row for each proposed day."""
    columns = [_("Day"), _("Case"), _("Rule"), _("Title"), _("Basis"), _("Deadline"), _("After deadline"), _("Command")]
    return Sheet(_("Proposal"), columns, [_proposal_row(proposal, prefix) for proposal in proposals])


def _proposal_row(proposal: Proposal, prefix: str) -> list[Cell]:
    need = proposal.need
    return [
        proposal.day,
        need.case_ref,
        need.rule,
        title(need.rule),
        basis_title(need.basis),
        need.deadline,
        _("yes") if proposal.late else _("no"),
        command(proposal, prefix),
    ]
