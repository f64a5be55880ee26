"""The caseload summary on one sheet of A4, for a meeting: flags, a dozen key figures, caseloads, one chart.

The page is the same length whatever the size of the caseload: of rules the commonest, of caseworkers those with most
cases, the rest in one row. So are caseloads of so few cases that the row would tell of each.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kontant.exchange.pages.model import Block, Chart, Column, Page, Series, Table, Text
from kontant.i18n import _, day_text, language, ngettext
from kontant.report.figure_rows import Row, interval_text, missing_text, national_text, number_text, signed_text
from kontant.report.figures.groups import merged
from kontant.report.measuring import Measured
from kontant.report.over_time import DEFAULT_GROUP
from kontant.report.stands_out import Side, side_of
from kontant.report.summary import Summary
from kontant.report.summary_figures import chosen_rows
from kontant.report.tables import in_words
from kontant.rules.flags import Status

# How many rules and caseworkers have a row of their own.
MOST_RULES, MOST_CASEWORKERS = 5, 10
# How many figures the chart shows.
MOST_BARS = 5
# Caseloads of fewer cases have no row of their own, as in the report.
FEWEST_CASES = DEFAULT_GROUP
# A name longer than this would take two lines.
_LONGEST_NAME = 28
MARK = "●"
_COUNTS = ("cases", "under_30", "overdue", "due")

Counts = dict[str, Any]


def summary_page(found: Summary, note: str) -> Page:
    """The page; ``note`` says whether anybody is named. ``found`` must have its figures measured."""
    assert found.measured is not None
    return Page(
        title=_("Caseload summary"),
        subtitle=day_text(found.as_of),
        lines=[found.figures_of(), note],
        language=language(),
        created=found.as_of,
        blocks=list(_blocks(found, found.measured)),
        private=found.identified,
        one_sheet=True,
    )


def _blocks(found: Summary, measured: Measured) -> Sequence[Block]:
    rows = chosen_rows(measured)
    sure = [row for row in rows if row.figure.id not in measured.cautions]
    return [_flags(found), _figures(rows, measured.cautions), _chart(sure), _caseworkers(found)]


def _rows(found: Summary, table: str) -> list[Counts]:
    wanted = found.tables[table]
    return [dict(zip(wanted.columns, row, strict=True)) for row in wanted.rows]


def _overview(found: Summary) -> Counts:
    return {row[0]: row[1] for row in found.tables["overview"].rows}


def _flags(found: Summary) -> Table:
    overview = _overview(found)
    rules = sorted(_rows(found, "rules"), key=lambda rule: -rule["flags"])
    raised = [rule for rule in rules if rule["flags"]]
    shown = raised[:MOST_RULES]
    rows = [
        (
            _("Cases by their worst flag ({n} without flags)").format(n=overview["cases_without_flags"]),
            *_by_status(overview, "cases_"),
        ),
        (_("All flags"), *_by_status(overview, "flags_")),
        *((rule["title"], *_by_status(rule)) for rule in shown),
    ]
    caption = (
        ngettext(
            "Flags, and the {n} commonest rule of {all}", "Flags, and the {n} commonest rules of {all}", len(shown)
        ).format(n=len(shown), all=len(raised))
        if len(raised) > len(shown)
        else _("Flags, by rule")
    )
    heads = (_("overdue"), _("due"), _("notice"))
    return Table(caption, [Column(""), *(Column(head, right=True) for head in heads)], rows, mark=(0, 1))


def _by_status(counts: Counts, prefix: str = "") -> list[str]:
    return [str(counts[prefix + status]) for status in Status]


def _figures(rows: Sequence[Row], cautions: Mapping[str, date]) -> Table:
    heads = (_("own"), _("n"), _("interval"), _("national"))
    columns = [Column(_("Key figure")), *(Column(head, right=True) for head in heads), Column(_("beside the national"))]
    caption = _(
        "Key figures, in percent where nothing else is said ({mark}: the 95 % interval leaves the national out)"
    )
    # Only what is worse stands out: a figure on the better side is no alarm.
    worse = [place for place, row in enumerate(rows) if row.figure.id not in cautions and _side(row) is Side.WORSE]
    return Table(caption.format(mark=MARK), columns, [_figure(row, cautions) for row in rows], worse)


def _side(row: Row) -> Side | None:
    """On which side of the national value a marked figure lies; None where it is not marked."""
    return side_of(row.figure.id, row.difference) if row.differs and row.difference is not None else None


def _beside(row: Row) -> str:
    """How far from the national value, and in words where that is better or worse."""
    told = f"{MARK if row.differs else ''} {signed_text(row.difference)}".strip()
    words: dict[Side | None, str] = {Side.WORSE: _("(worse)"), Side.BETTER: _("(better)")}
    return f"{told} {words.get(_side(row), '')}".rstrip()


def _figure(row: Row, cautions: Mapping[str, date]) -> Sequence[Text]:
    beside = missing_text(row) or _beside(row)
    if since := cautions.get(row.figure.id):
        beside = _("nothing on record before {day}").format(day=day_text(since))
    return (row.full_name, number_text(row.own), str(row.n), interval_text(row.interval), national_text(row), beside)


def _chart(rows: Sequence[Row]) -> Chart:
    """The shares that are furthest from the national ones, those that chance hardly explains before others."""
    shares = [row for row in rows if row.is_share and row.own is not None and row.difference is not None]
    furthest = sorted(shares, key=lambda row: (not row.differs, -abs(row.difference or 0)))[:MOST_BARS]
    low, high = ([row.interval[side] if row.interval else None for row in furthest] for side in (0, 1))
    own = Series(_("own"), [row.own for row in furthest], low, high)
    national = Series(
        _("national"), [row.national if isinstance(row.national, int | float) else None for row in furthest]
    )
    return Chart(
        _("Furthest from the national"),
        _("Bars of the key figures that are furthest from the national ones, with their intervals."),
        "bars",
        [row.full_name for row in furthest],
        [own, national],
        _("percent"),
        tabled=False,
    )


def _caseworkers(found: Summary) -> Table:
    every = _rows(found, "caseworkers")
    few = merged([each["cases"] for each in every], 0 if found.identified else FEWEST_CASES)
    apart = [each for place, each in enumerate(every) if place not in few]
    theirs = [each for each in apart if each["caseworker"] is not None]
    shown, rest = theirs[:MOST_CASEWORKERS], theirs[MOST_CASEWORKERS:] + [every[place] for place in sorted(few)]
    rows = [_caseworker(each) for each in shown]
    rows += [(_others(rest, alone=not shown), *_sums(rest), _mean(rest))] if rest else []
    rows += [(_("without caseworker"), *_sums([each]), "") for each in apart if each["caseworker"] is None]
    heads = (_("cases"), _("under 30"), _("cases overdue"), _("cases due"))
    columns = [Column(_("Caseworker")), *(Column(head, right=True) for head in heads), Column(_("recommended"))]
    return Table(_caption(found), columns, rows)


def _sums(rows: Sequence[Counts]) -> list[str]:
    return [str(sum(each[key] for each in rows)) for key in _COUNTS]


def _others(rest: Sequence[Counts], *, alone: bool) -> str:
    """Whose caseloads stand in one row; ``alone`` where no other row is anybody's."""
    count = _owned(rest)
    if not count:
        return _("without caseworker")
    if alone:
        told = ngettext("{n} caseworker", "{n} caseworkers together", count).format(n=count)
    else:
        told = ngettext("{n} other caseworker", "{n} other caseworkers", count).format(n=count)
    return told if count == len(rest) else _("{caseworkers}, and cases without").format(caseworkers=told)


def _owned(rest: Sequence[Counts]) -> int:
    """How many of the caseloads are somebody's."""
    return sum(each["caseworker"] is not None for each in rest)


def _caseworker(each: Counts) -> Sequence[str]:
    standing = in_words("beside_recommended", each["beside_recommended"])
    name = str(in_words("caseworker", each["caseworker"]))
    if len(name) > _LONGEST_NAME:
        # Teams are often told apart by the end of their names.
        name = f"{name[: _LONGEST_NAME // 2]}…{name[1 - _LONGEST_NAME // 2 :]}"
    return (name, *(str(each[key]) for key in _COUNTS), str(standing or ""))


def _mean(rest: Sequence[Counts]) -> str:
    """How many cases a caseworker of the row has; nothing where some of its cases are nobody's."""
    if _owned(rest) < len(rest):
        return ""
    return _("{n} on average").format(n=number_text(sum(each["cases"] for each in rest) / len(rest)))


def _caption(found: Summary) -> str:
    """What is recommended stands once above the rows that are set beside it."""
    overview = _overview(found)
    adults, young = overview["recommended_adults"], overview["recommended_young"]
    if not adults or not young:
        return _("Caseload per caseworker (cases by their worst flag)")
    told = _("Caseload per caseworker, cases by their worst flag (recommended: adults {adults}, under 30 {young})")
    return told.format(adults="–".join(map(str, adults)), young="–".join(map(str, young)))
