"""The weeks ahead on a screen: a row and a bar for each, and below it what its deadlines are."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from kontant.cli.context import Context
from kontant.cli.due_screen import WEEKDAYS
from kontant.cli.screen import Line, Piece, caseload_hint, line, on_terminal, width, wrapped
from kontant.i18n import N_, _, day_text, decimal_text, language, ngettext
from kontant.report.forecast import Forecast, Week, in_order
from kontant.rules.explained import title

PLANNED, DUE = "=", "#"
INDENT = " " * 10
# Before the bar: the week, its first day, working days, deadlines, conversations, and these for each working day.
_HEADINGS = (N_("Week"), N_("From"), N_("Days"), N_("Deadlines"), N_("Conversations"), N_("A day"))
_NARROWEST = (8, 10, 4, 4, 4, 4)
_SHORTEST_BAR = 10


def screen(context: Context, forecast: Forecast) -> Iterator[Line]:
    """All lines of the forecast."""
    yield from _header(forecast)
    yield from _overdue(context, forecast)
    if forecast.cases_open:
        yield from _weeks(forecast)
    yield from _footer(context, forecast)


def weekday_text(day: date) -> str:
    """A day with its weekday."""
    return f"{_(WEEKDAYS[day.weekday()])} {day_text(day)}"


def weekday_within(day: date) -> str:
    """The same within a sentence: Danish writes weekdays small."""
    text = weekday_text(day)
    return text[:1].lower() + text[1:] if language() == "da" else text


def rules_told(counts: Mapping[str, int], indent: str, style: str = "") -> Iterator[Line]:
    """Rules by title with their counts, the most frequent first; no count is parted from its rule."""
    ordered = sorted(in_order(counts).items(), key=lambda each: -each[1])
    row = ""
    for place, (rule, count) in enumerate(ordered, start=1):
        told = f"{title(rule)} {count}" + ("," if place < len(ordered) else "")
        if row and on_terminal() and len(f"{indent}{row} {told}") > width():
            yield line(Piece(indent + row, style))
            row = ""
        row = f"{row} {told}".lstrip()
    yield line(Piece(indent + row, style))


def half_holidays_text(forecast: Forecast, told: str) -> str:
    """``told`` of the days that many have off without their being public holidays; nothing where there are none."""
    days = [f"{day_text(day)} ({name})" for day, name in forecast.calendar.half_holidays.items()]
    return told.format(days=", ".join(days)) if days else ""


def _header(forecast: Forecast) -> Iterator[Line]:
    weeks = ngettext("{n} week ahead", "{n} weeks ahead", len(forecast.weeks)).format(n=len(forecast.weeks))
    until = _("to {last}").format(last=day_text(forecast.last))
    yield line(Piece(weekday_text(forecast.day), "bold"), f"  {weeks}, {until}")
    counts = (
        ngettext("{n} open case", "{n} open cases", forecast.cases_open).format(n=forecast.cases_open),
        _("{n} overdue today").format(n=forecast.overdue_now.total()),
        ngettext("{n} deadline to come", "{n} deadlines to come", total := forecast.to_come.total()).format(n=total),
    )
    yield from wrapped(" · ".join(counts), "")
    yield from wrapped(
        _("If nothing more is done than what is planned; a planned conversation counts as held on its day."), "", "dim"
    )


def _overdue(context: Context, forecast: Forecast) -> Iterator[Line]:
    yield []
    if not forecast.cases_open:
        yield from wrapped(
            _("No open case on that day. Read an extract with: {command}").format(command=f"{context.prefix} import"),
            "",
        )
    elif forecast.overdue_now:
        yield line(Piece(_("OVERDUE TODAY"), "bold red"), f"  {forecast.overdue_now.total()}")
        yield from rules_told(forecast.overdue_now, "  ")
        late = sum(need.deadline < forecast.day for need in forecast.needs)
        if late:
            told = ngettext(
                "{n} late conversation comes on top of the weeks below.",
                "{n} late conversations come on top of the weeks below.",
                late,
            )
            yield from wrapped(told.format(n=late), "  ")
        yield []


def _weeks(forecast: Forecast) -> Iterator[Line]:
    yield line(Piece(_row([_(heading) for heading in _HEADINGS]), "bold"))
    each = _each_sign(forecast)
    for week in forecast.weeks:
        yield from _week(forecast, week, each)
    yield []
    told = ngettext(
        "{planned} a planned conversation, {due} one that falls due.",
        "{planned} {n} planned conversations, {due} {n} that fall due.",
        each,
    )
    yield from wrapped(told.format(planned=PLANNED, due=DUE, n=each), "")


def _row(cells: Sequence[str]) -> str:
    return " ".join(f"{cell:{side}{room}}" for cell, side, room in zip(cells, "<<>>>>", _widths(), strict=True)) + "  "


def _widths() -> list[int]:
    return [max(len(_(heading)), room) for heading, room in zip(_HEADINGS, _NARROWEST, strict=True)]


def _each_sign(forecast: Forecast) -> int:
    """How many conversations a sign of the bars stands for, so that the longest fits."""
    room = max(_SHORTEST_BAR, width() - len(_row([""] * len(_HEADINGS))))
    most = max(week.planned + week.due for week in forecast.weeks)
    return max(1, -(-most // (room - 1)))


def _week(forecast: Forecast, week: Week, each: int) -> Iterator[Line]:
    rate = week.per_working_day
    cells = (
        week.name,
        day_text(week.first),
        str(week.working_days),
        str(week.deadlines.total()),
        str(week.planned + week.due),
        "-" if rate is None else decimal_text(rate),
    )
    bar = PLANNED * -(-week.planned // each) + DUE * -(-week.due // each)
    yield line(_row(cells), bar)
    if week.deadlines:
        yield from rules_told(week.deadlines, INDENT, "dim")
    if week.holidays:
        days = ", ".join(f"{weekday_within(day)} ({forecast.calendar.holidays[day]})" for day in week.holidays)
        told = ngettext("Public holiday: {days}", "Public holidays: {days}", len(week.holidays))
        yield from wrapped(told.format(days=days), INDENT, "dim")


def _footer(context: Context, forecast: Forecast) -> Iterator[Line]:
    sentences = [
        _("Working days are weekdays that are no public holiday in Denmark."),
        half_holidays_text(forecast, _("Counted as working days: {days}.")),
        _("Each week is judged by the law of its last day. Notices have no deadline and are not counted."),
    ]
    if forecast.snoozed:
        told = ngettext(
            "{n} flag that is put aside keeps its deadline and is counted here.",
            "{n} flags that are put aside keep their deadlines and are counted here.",
            forecast.snoozed,
        )
        sentences.append(told.format(n=forecast.snoozed))
    if forecast.needs:
        sentences.append(_("Days for the conversations, evenly spread: {command} forecast --move").format(
            command=context.short_prefix
        ))  # fmt: skip
    yield from caseload_hint(context)
    for sentence in filter(None, sentences):
        yield from wrapped(sentence, "", "dim")
