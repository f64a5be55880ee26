"""The caseload summary: how many cases of which kind, what their flags say, and how many each caseworker has.

Counts while the cases stream by, so that a caseload of any size takes the memory of its tables. Every count of
cases by status goes by the case's worst flag, as the morning's list does; the counts of a row add up.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import tee
from typing import Any

from kontant.exchange.sheets import Sheet
from kontant.i18n import N_, _, ngettext
from kontant.model.person import is_young
from kontant.model.timeline import Timeline
from kontant.model.vocabulary import CHALLENGE, TARGET_GROUP, TRACK, folded
from kontant.report.capacity import beside, recommended
from kontant.report.coordinated import coordinated_by
from kontant.report.judged import OFF_BENEFIT, TABLES, Judged, judged, numbered
from kontant.report.measuring import READS as MEASURED
from kontant.report.measuring import Measured, measure
from kontant.report.spellings import Spellings
from kontant.report.summary_figures import figure_sheet, figure_table
from kontant.report.tables import Table, as_json, as_sheet
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.explained import title
from kontant.rules.flags import Status
from kontant.rules.law import Law
from kontant.rules.seniority import groups

TITLES: Mapping[str, str] = {
    "overview": N_("Overview"),
    "track": N_("Track"),
    "target_group": N_("Target group"),
    "seniority": N_("Seniority"),
    "challenges": N_("Number of challenges"),
    "challenge_kinds": N_("Kinds of challenge"),
    "rules": N_("Flags by rule"),
    "caseworkers": N_("Caseworkers"),
    "figures": N_("Key figures"),
}
# What is read of the cases beside what the rules read.
READS = TABLES | MEASURED
_STATUSES = ("overdue", "due", "notice", "none")


@dataclass(frozen=True)
class Summary:
    """The tables of a caseload on a day, as codes; ``identified`` where caseworkers stand by their initials.

    ``measured`` holds the figures beside the national ones, of which a dozen stand in the table ``figures``.
    """

    as_of: date
    cases_open: int
    identified: bool
    tables: Mapping[str, Table]
    measured: Measured | None = None

    def figures_of(self) -> str:
        """Which cases the key figures are of, in a sentence."""
        cases = self.measured.cases if self.measured else 0
        told = ngettext(
            "{n} open case; the key figures are of the {part} long-term among them, as the national ones are.",
            "{n} open cases; the key figures are of the {part} long-term among them, as the national ones are.",
            self.cases_open,
        )
        return told.format(n=self.cases_open, part=cases)

    def sheets(self) -> list[Sheet]:
        """The tables in words."""
        return [
            (figure_sheet if name == "figures" else as_sheet)(_(TITLES[name]), table)
            for name, table in self.tables.items()
        ]

    def json(self) -> dict[str, Any]:
        """The tables with stable English keys and codes."""
        return {
            "as_of": self.as_of.isoformat(),
            "cases_open": self.cases_open,
            "identified": self.identified,
            "tables": {name: as_json(table) for name, table in self.tables.items()},
        }


class _Tally:
    """What is counted of each case: by kind and worst status, and the flags by rule.

    Caseworkers are the same however the letters of their initials are written.
    """

    def __init__(self) -> None:
        self.cases = self.long_term = 0
        # table -> kind -> cases by the status of their worst flag
        self.kinds: dict[str, dict[Any, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.young: Counter[str | None] = Counter()
        self.spellings = Spellings()
        self.flags: dict[str, Counter[str]] = defaultdict(Counter)
        self.bases: dict[str, set[str]] = defaultdict(set)
        self.worst: Counter[str] = Counter()

    def add(self, case: Judged) -> None:
        """Count one case."""
        worst = case.worst or "none"
        self.cases += 1
        self.long_term += case.long_term
        self.worst[worst] += 1
        self.kinds["track"][case.case.track][worst] += 1
        self.kinds["target_group"][case.case.target_group][worst] += 1
        self.kinds["seniority"][case.seniority_group][worst] += 1
        self.kinds["challenges"][len(case.challenges)][worst] += 1
        for challenge in case.challenges:
            self.kinds["challenge_kinds"][challenge][worst] += 1
        who = None if case.coordinator is None else folded(case.coordinator)
        self.spellings.look(case.coordinator)
        self.kinds["caseworkers"][who][worst] += 1
        self.young[who] += is_young(case.age)
        for flag in case.flags:
            self.flags[flag.rule][flag.status] += 1
            self.bases[flag.rule].add(flag.basis)


def summarise(cases: Iterable[Judged], evaluator: Evaluator, *, identified: bool = False) -> Summary:
    """The summary of the judged cases; caseworkers are numbered by size of caseload unless ``identified``."""
    tally = _Tally()
    for case in cases:
        tally.add(case)
    return _summary(tally, evaluator, identified)


def summarise_with_figures(
    timelines: Iterable[Timeline], evaluator: Evaluator, *, caseworker: str | None = None, identified: bool = False
) -> Summary:
    """The summary of the open cases, with the key figures; both are counted while the cases stream by once.

    Raises ``NotFound`` where ``caseworker`` coordinates nobody on the day.
    """
    tally = _Tally()
    law = evaluator.law
    cases = _tallied(coordinated_by(timelines, law.day, caseworker), evaluator, tally)
    return _summary(tally, evaluator, identified, measure(cases, law))


def _tallied(timelines: Iterable[Timeline], evaluator: Evaluator, tally: _Tally) -> Iterator[Timeline]:
    """The same cases, each judged and counted as it passes."""
    to_judge, to_pass = tee(timelines)
    for case, t in zip(judged(to_judge, evaluator), to_pass, strict=True):
        tally.add(case)
        yield t


def _summary(tally: _Tally, evaluator: Evaluator, identified: bool, measured: Measured | None = None) -> Summary:
    law = evaluator.law
    most = max(tally.kinds["challenges"], default=0)
    tables = {
        "overview": _overview(tally, evaluator, identified),
        "track": _by_kind("track", tally, "track", list(TRACK)),
        "target_group": _by_kind("target_group", tally, "target_group", list(TARGET_GROUP)),
        "seniority": _by_kind("seniority", tally, "seniority_group", [*groups(law), OFF_BENEFIT]),
        "challenges": _by_kind("challenges", tally, "challenges", range(most + 1)),
        "challenge_kinds": _by_kind("challenge_kinds", tally, "challenge", list(CHALLENGE)),
        "rules": _rules(tally, evaluator),
        "caseworkers": _caseworkers(tally, law, identified),
    }
    if measured is not None:
        tables["figures"] = figure_table(measured)
    return Summary(law.day, tally.cases, identified, tables, measured)


def _overview(tally: _Tally, evaluator: Evaluator, identified: bool) -> Table:
    law = evaluator.law
    by_status = Counter[str]()
    for counts in tally.flags.values():
        by_status.update(counts)
    caseworkers = tally.kinds["caseworkers"]
    nobody = caseworkers[None].total() if None in caseworkers else 0
    people = len(caseworkers) - (None in caseworkers)
    measures = {
        "as_of": law.day,
        "horizon_days": evaluator.horizon_days,
        "cases_open": tally.cases,
        "cases_with_flags": tally.cases - tally.worst["none"],
        "cases_without_flags": tally.worst["none"],
        **{f"cases_{status}": tally.worst[status] for status in Status},
        **{f"flags_{status}": by_status[status] for status in Status},
        "cases_long_term": tally.long_term,
        "caseworkers": people,
        "cases_per_caseworker": round((tally.cases - nobody) / people, 1) if people else None,
        "recommended_adults": recommended(law, "adults"),
        "recommended_young": recommended(law, "young"),
        "cases_without_caseworker": nobody,
        "identified": identified,
    }
    return Table(("measure", "value"), list(measures.items()))


def _by_kind(name: str, tally: _Tally, column: str, known: Iterable[Any]) -> Table:
    """Cases of each kind and their share of all; kinds that nobody has stand with nought."""
    found = tally.kinds[name]
    rows = [
        (kind, counts.total(), _percent(counts.total(), tally.cases), *(counts[status] for status in _STATUSES))
        for kind in dict.fromkeys((*known, *found))
        for counts in (found.get(kind, Counter()),)
    ]
    return Table((column, "cases", "percent", *_STATUSES), rows)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _rules(tally: _Tally, evaluator: Evaluator) -> Table:
    """Flags of each rule by status; for whom the rule was not in force, so that nought is not read as all well."""
    silent: dict[str, tuple[str, ...]] = {}
    for silence in evaluator.silent():
        if silence.parameter == RULES[silence.rule].parameters[0]:
            silent[silence.rule] = (*silent.get(silence.rule, ()), *silence.groups)
    rows = []
    for rule in RULES.values():
        counts = tally.flags[rule.id]
        basis = tuple(sorted(tally.bases[rule.id] or _bases(evaluator.law, rule.parameters[0])))
        head = (rule.id, title(rule.id), rule.family, basis)
        rows.append((*head, counts.total(), *(counts[status] for status in Status), silent.get(rule.id, ())))
    return Table(("rule", "title", "family", "basis", "flags", *map(str, Status), "not_in_force_for"), rows)


def _bases(law: Law, parameter: str) -> set[str]:
    return {record.basis for record in law.by_group(parameter).values() if record is not None}


def _caseworkers(tally: _Tally, law: Law, identified: bool) -> Table:
    """The caseload of each beside the recommended one; cases without a caseworker last."""
    caseloads = {tally.spellings.usual(who): counts for who, counts in tally.kinds["caseworkers"].items()}
    under_30 = {tally.spellings.usual(who): count for who, count in tally.young.items()}
    adults, young = recommended(law, "adults"), recommended(law, "young")
    names = numbered({who: counts.total() for who, counts in caseloads.items()}, identified=identified)
    rows: list[Sequence[Any]] = []
    for who in sorted(caseloads, key=lambda who: (who is None, -caseloads[who].total(), who or "")):
        counts = caseloads[who]
        cases, under = counts.total(), under_30[who]
        standing = None if who is None else beside(cases, young if under == cases else adults)
        rows.append((names[who], cases, under, *(counts[status] for status in _STATUSES), adults, young, standing))
    own = ("recommended_adults", "recommended_young", "beside_recommended")
    return Table(("caseworker", "cases", "under_30", *_STATUSES, *own), rows)
