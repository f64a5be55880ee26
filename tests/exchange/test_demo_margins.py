"""The demo extract's margins, counted from the written files alone by definitions and figures stated here."""

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta

from kontant.exchange.demo import write_extract
from kontant.model.tables import EXTRACT_TABLES

DAY = date(2026, 11, 22)
REPEAL = date(2025, 6, 30)
SETS = [
    (2022, DAY, 45),
    (1, date(2024, 2, 29), 45),
    (7, date(2025, 5, 14), 45),
    (8, date(2025, 6, 30), 45),
    (9, date(2025, 7, 1), 45),
    (3, date(2018, 1, 1), 45),
    (4, date(2027, 1, 3), 45),
    (5, DAY, 30),
    (6, DAY, 100),
]
COUNTING = {"job", "follow_up", "round_table"}
COMPANY = {"work_placement", "wage_subsidy"}
DATES = {
    "birth_date", "opened", "closed", "cv_registered", "start", "end", "date", "month", "hearing_sent", "ordered",
    "consulted", "received", "declined", "reminded", "set_on", "due", "reached",
}  # fmt: skip


class Written:
    """An extract read back, with the counts that the published figures are about."""

    def __init__(self, folder: Path, seed: int, day: date, cases: int = 45) -> None:
        write_extract(folder, seed=seed, day=day, cases=cases)
        self.day = day
        self.since = day - relativedelta(months=24)
        self.rows = {table: list(self._read(folder / f"{table}.csv")) for table in EXTRACT_TABLES}
        self.cases = {row["case_ref"]: row for row in self.rows["cases"]}
        self.n = len(self.cases)

    def _read(self, path: Path):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield {
                    column: (date.fromisoformat(value) if column in DATES else value) if value else None
                    for column, value in row.items()
                }

    def point(self, table: str, column: str = "date"):
        """Rows of ``table`` dated in the 24 months."""
        return [row for row in self.rows[table] if self.since < row[column] <= self.day]

    def touching(self, table: str, since: date | None = None):
        """Rows of ``table`` with a day in the 24 months (after ``since``)."""
        since = since or self.since
        return [row for row in self.rows[table] if row["start"] <= self.day and (row["end"] or self.day) > since]

    def offers(self, since: date | None = None):
        rows = self.touching("offers", since)
        return [row for row in rows if row["type"] != "mentor" and row["outcome"] != "cancelled"]

    def exempt(self):
        return [row for row in self.touching("exemptions") if row["scope"] == "activation"]

    def held(self) -> Counter:
        rows = [r for r in self.point("conversations") if r["status"] == "held" and r["kind"] in COUNTING]
        return Counter(row["case_ref"] for row in rows)

    def tracks(self, refs, track: str) -> int:
        return sum(self.cases[ref]["track"] == track for ref in refs)

    def seniority(self) -> dict[str, float]:
        """Years in the benefit chain that covers the day."""
        periods = defaultdict(list)
        for row in self.rows["benefits"]:
            periods[row["case_ref"]].append((row["start"], row["end"] or self.day))
        years = {}
        for ref, own in periods.items():
            own.sort(reverse=True)
            first = own[0][0]
            assert own[0][1] >= self.day
            for start, end in own[1:]:
                if (first - end).days - 1 > 35:
                    break
                first = start
            years[ref] = (self.day - first).days / 365.25
        return years

    def current_225(self):
        day = min(self.day, REPEAL)
        rows = [row for row in self.rows["exemptions"] if row["scope"] == "hours_225"]
        return [row for row in rows if row["start"] <= day <= row["end"]]

    def longest_gap(self, ref: str) -> int:
        """Days in the longest time from the opening on with neither offer, exemption nor paid hours."""
        covered = [(r["start"], r["end"] or self.day) for r in self.rows["offers"] if self._active(r, ref)]
        covered += [(r["start"], r["end"] or self.day) for r in self.rows["exemptions"] if self._exempting(r, ref)]
        covered += [(r["month"], r["month"] + timedelta(27)) for r in self.rows["paid_work"] if r["case_ref"] == ref]
        reached, longest = self.cases[ref]["opened"], 0
        for start, end in sorted(covered):
            longest = max(longest, (start - reached).days)
            reached = max(reached, end)
        return max(longest, (self.day - reached).days)

    def _active(self, row, ref: str) -> bool:
        return row["case_ref"] == ref and row["type"] != "mentor" and row["start"] <= self.day

    def _exempting(self, row, ref: str) -> bool:
        return row["case_ref"] == ref and row["scope"] == "activation" and row["start"] <= self.day


def refs(rows) -> set[str]:
    return {row["case_ref"] for row in rows}


@pytest.fixture(scope="module", params=SETS, ids=lambda given: f"{given[0]}-{given[1]}-{given[2]}")
def written(request, tmp_path_factory) -> Written:
    return Written(tmp_path_factory.mktemp("demo"), *request.param)


def _coordinators(w: Written) -> Counter:
    people = defaultdict(set)
    for row in w.touching("assignments"):
        if row["role"] == "coordinator":
            people[row["case_ref"]].add(row["caseworker"])
    return Counter(min(len(names), 5) for names in people.values())


def _statements(w: Written) -> Counter:
    return Counter(row["case_ref"] for row in w.point("statements", "ordered"))


def _mentored(w: Written) -> set[str]:
    return refs(row for row in w.touching("assignments") if row["role"] == "mentor")


def _mentored_exempt(w: Written) -> set[str]:
    """Exempt cases with a mentor's course on a day of an exemption in the 24 months."""
    courses = [row for row in w.touching("offers") if row["type"] == "mentor"]
    return {
        exemption["case_ref"]
        for exemption in w.exempt()
        for course in courses
        if course["case_ref"] == exemption["case_ref"]
        and max(course["start"], exemption["start"]) <= min(course["end"], exemption["end"] or w.day)
    }


def _latest_offers(w: Written) -> dict:
    latest: dict = {}
    for row in sorted(w.offers(), key=lambda row: row["start"]):
        latest[row["case_ref"]] = row
    return latest


def _followed(w: Written) -> int:
    notes = [row for row in w.rows["notes"] if row["template"] == "offer_follow_up"]
    return sum(
        any(n["case_ref"] == ref and o["start"] <= n["date"] <= min(o["end"], w.day) for n in notes)
        for ref, o in _latest_offers(w).items()
    )


def _ended_company(w: Written) -> list:
    return [r for r in w.offers() if r["type"] in COMPANY and r["outcome"] and r["end"] <= w.day - timedelta(2)]


def _evaluated(w: Written) -> int:
    notes = [row for row in w.rows["notes"] if row["template"] == "offer_evaluation"]
    return sum(
        any(n["case_ref"] == o["case_ref"] and 0 <= (n["date"] - o["end"]).days <= 14 for n in notes)
        for o in _ended_company(w)
    )


def _prolonged(w: Written, scope: str, current: list) -> int:
    ends = {(row["case_ref"], row["end"]) for row in w.rows["exemptions"] if row["scope"] == scope}
    return sum((row["case_ref"], row["start"] - timedelta(1)) in ends for row in current)


def _challenges(w: Written) -> list[list[str]]:
    return [case["challenges"].split("|") for case in w.cases.values()]


def _goals(w: Written, kind: str) -> set[str]:
    return refs(row for row in w.rows["goals"] if row["kind"] == kind and row["reached"] is None)


def _cv(w: Written) -> set[str]:
    return {ref for ref, case in w.cases.items() if case["cv_registered"]}


def _company(w: Written) -> set[str]:
    return refs(row for row in w.offers() if row["type"] in COMPANY)


def _long_term(w: Written) -> list[float]:
    return [years for years in w.seniority().values() if years >= 5]


def _sanctioned(w: Written) -> set[str]:
    return refs(row for row in w.point("absences") if row["decision"] == "sanction")


def _year_or_more(w: Written) -> list[str]:
    return [ref for ref, years in w.seniority().items() if years >= 1]


def _without_offer_in_a_year(w: Written) -> int:
    active = refs(w.offers(w.day - relativedelta(months=12)))
    return sum(ref not in active for ref in _year_or_more(w))


def _coordinated(w: Written, form: str | None = None) -> set[str]:
    return refs(row for row in w.point("coordination") if form in (None, row["form"]))


def _interrupted(w: Written) -> set[str]:
    return refs(row for row in w.offers() if row["outcome"] == "interrupted")


# Name, published share, how many cases (or records) show it, among how many.
MARGINS = [
    ("seniority 10 years or more", 40, lambda w: sum(y >= 10 for y in _long_term(w)), lambda w: len(_long_term(w))),
    ("two or more challenges", 73, lambda w: sum(len(own) > 1 for own in _challenges(w)), None),
    ("four or more challenges", 12, lambda w: sum(len(own) > 3 for own in _challenges(w)), None),
    ("enough conversations", 56, lambda w: sum(number >= 8 for number in w.held().values()), None),
    ("absence", 29, lambda w: len(refs(w.point("absences"))), None),
    ("sanctioned", 47, lambda w: len(_sanctioned(w)), lambda w: len(refs(w.point("absences")))),
    ("exempt", 47, lambda w: len(refs(w.exempt())), None),
    ("exempt for health", 43, lambda w: len(refs(r for r in w.exempt() if r["reason"] == "health")), None),
    ("exempt with a mentor", 29, lambda w: len(_mentored_exempt(w)), lambda w: len(refs(w.exempt()))),
    ("broker", 62, lambda w: len(refs(r for r in w.touching("assignments") if r["role"] == "broker")), None),
    ("mentor", 48, lambda w: len(_mentored(w)), None),
    ("job goal", 53, lambda w: len(_goals(w, "job")), None),
    ("sub-goal", 41, lambda w: len(_goals(w, "sub")), None),
    ("CV", 60, lambda w: len(_cv(w)), None),
    ("offer", 84, lambda w: len(refs(w.offers())), None),
    ("any offer, a mentor's too", 84, lambda w: len(refs(w.touching("offers"))), None),
    ("no offer in a year", 27, _without_offer_in_a_year, lambda w: len(_year_or_more(w))),
    ("passive for a year", 43, lambda w: sum(w.longest_gap(ref) > 366 for ref in w.cases), None),
    ("company-based offer", 52, lambda w: len(_company(w)), None),
    ("interrupted", 23, lambda w: len(_interrupted(w)), None),
    ("offers with a goal", 85, lambda w: sum(bool(r["goal"]) for r in w.offers()), lambda w: len(w.offers())),
    ("latest offer followed up", 70, _followed, lambda w: len(_latest_offers(w))),
    ("company-based offer evaluated", 43, _evaluated, lambda w: len(_ended_company(w))),
    ("paid work", 11, lambda w: len(refs(w.point("paid_work", "month"))), None),
    ("coordination", 66, lambda w: len(_coordinated(w)), None),
    ("measure elsewhere", 34, lambda w: len(_coordinated(w, "measure")), None),
    ("cross-sector meeting", 25, lambda w: len(_coordinated(w, "meeting")), None),
    ("round table", 23, lambda w: len(_coordinated(w, "round_table")), None),
    ("no statement", 33, lambda w: w.n - len(_statements(w)), None),
    ("one or two statements", 49, lambda w: sum(number < 3 for number in _statements(w).values()), None),
    ("three or more statements", 19, lambda w: sum(number > 2 for number in _statements(w).values()), None),
    ("225: own circumstances", 62, lambda w: sum(_own(r) for r in w.current_225()), lambda w: len(w.current_225())),
    (
        "225: standard reason",
        35,
        lambda w: sum(not _own(r) and bool(r["explanation"]) for r in w.current_225()),
        lambda w: len(w.current_225()),
    ),
    (
        "225: prolonged",
        87,
        lambda w: _prolonged(w, "hours_225", w.current_225()),
        lambda w: len(w.current_225()),
    ),
    (
        "exemption with a general reason",
        50,
        lambda w: sum(not _own(row) for row in w.exempt()),
        lambda w: len(w.exempt()),
    ),
    (
        "exemption of the day prolonged",
        87,
        lambda w: _prolonged(w, "activation", _exempt_today(w)),
        lambda w: len(_exempt_today(w)),
    ),
]
KINDS = {
    "physical": 69, "mental": 63, "family": 23, "substance_abuse": 22,
    "social": 20, "language": 14, "literacy": 7, "other": 4,
}  # fmt: skip
MARGINS += [
    (f"challenge {kind}", share, lambda w, kind=kind: sum(kind in own for own in _challenges(w)), None)
    for kind, share in KINDS.items()
]
MARGINS += [
    (f"{number} caseworkers", share, lambda w, number=number: _coordinators(w)[number], None)
    for number, share in {1: 28, 2: 31, 3: 23, 4: 12, 5: 7}.items()
]
MARGINS += [
    (f"track {track}", share, lambda w, track=track: w.tracks(w.cases, track), None)
    for track, share in {"job": 55, "rehabilitation": 34, "exempt": 12}.items()
]
MARGINS += [
    (
        f"{name} on track {track}",
        share,
        lambda w, having=having, track=track: w.tracks(having(w), track),
        lambda w, track=track: w.tracks(w.cases, track),
    )
    for name, having, shares in (
        ("job goal", lambda w: _goals(w, "job"), (63, 40, 46)),
        ("sub-goal", lambda w: _goals(w, "sub"), (45, 37, 35)),
        ("CV", _cv, (71, 48, 37)),
        ("company-based offer", _company, (65, 41, 28)),
    )
    for track, share in zip(("job", "rehabilitation", "exempt"), shares, strict=True)
]


def _own(row) -> bool:
    """A person's own circumstances take more words than a standard phrase."""
    return len(row["explanation"] or "") > 65


def _exempt_today(w: Written) -> list:
    return [row for row in w.exempt() if row["start"] <= w.day and (row["end"] is None or row["end"] >= w.day)]


@pytest.mark.parametrize(("name", "share", "shown", "among"), MARGINS, ids=[margin[0] for margin in MARGINS])
def test_margin_is_met_to_one_case(written, name, share, shown, among):
    total = among(written) if among else written.n
    assert total > 0
    assert shown(written) == pytest.approx(share * total / 100, abs=1)


def test_225_hour_exemptions_cover_their_share_while_the_rule_is_in_force(written):
    current = written.current_225()
    assert len(current) == len(refs(current))
    if written.day <= REPEAL:
        assert len(current) == pytest.approx(0.83 * written.n, abs=1)
    assert all(row["end"] <= REPEAL for row in written.rows["exemptions"] if row["scope"] == "hours_225")


def test_means(written):
    long_term = _long_term(written)
    assert sum(long_term) / len(long_term) == pytest.approx(10.4, abs=0.1)
    assert sum(written.held().values()) / written.n == pytest.approx(9.0, abs=0.1)
    assert sum(_statements(written).values()) / written.n == pytest.approx(1.4, abs=0.05)
    assert len(long_term) >= 0.9 * written.n


def test_gaps_are_clear_of_the_limit_of_a_year(written):
    gaps = [written.longest_gap(ref) for ref in written.cases]
    assert not [gap for gap in gaps if 340 < gap < 380]
