"""Write a large extract of invented cases, to measure the import: ``python big_extract.py FOLDER [CASES]``.

Deterministic, about 25 records a case over five years, most of them in the last 24 months; rows go straight to
the files, so that any number of cases fits in memory.
"""

import csv
import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

END = date(2026, 11, 22)
RECENT = 730
YEARS = 1826
HEADERS = {
    "cases": (
        "case_ref",
        "name",
        "cpr",
        "birth_date",
        "gender",
        "opened",
        "closed",
        "target_group",
        "track",
        "challenges",
    ),
    "benefits": ("case_ref", "benefit", "start", "end"),
    "conversations": ("case_ref", "date", "kind", "status", "channel", "caseworker"),
    "offers": ("case_ref", "type", "start", "end", "outcome", "provider", "goal", "hours_per_week"),
    "exemptions": ("case_ref", "scope", "start", "end", "reason", "explanation"),
    "assignments": ("case_ref", "caseworker", "role", "start", "end"),
    "notes": ("case_ref", "date", "template", "scope", "caseworker", "text"),
    "paid_work": ("case_ref", "month", "hours", "employer"),
}
FIRST = ("Anna", "Bo", "Fatima", "Gitte", "Henrik", "Jørgen", "Karina", "Niels", "Søren", "Åse")
LAST = ("Andersen", "Christensen", "Hansen", "Jensen", "Larsen", "Møller", "Nielsen", "Rasmussen")
WORKERS = tuple(f"{a}{b}{c}" for a in "abdehjklm" for b in "aeio" for c in "bgknst")
WHY = (
    "Arbejdsevnen er begrænset.",
    "Kan højst arbejde 6 timer om ugen pga. diskusprolaps, jf. LÆ 125.",
    "Afventer udredning.",
)
Row = tuple[str, ...]


class Case:
    """One invented case."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)
        self.ref = f"{2010 + number % 16}-{number:06d}"
        self.opened = END - timedelta(days=self.random.randrange(200, YEARS))

    def day(self) -> date:
        """A day on which something happened; three in four lie in the last 24 months."""
        r = self.random
        back = r.randrange(RECENT) if r.random() < 0.75 else r.randrange(RECENT, YEARS)
        return END - timedelta(days=back)

    def days(self, count: int) -> list[date]:
        return sorted({self.day() for _ in range(count)})

    def head(self) -> Row:
        r = self.random
        born = date(1960, 1, 1) + timedelta(days=r.randrange(14_000))
        cpr = f"{born:%d%m%y}{r.randrange(1000, 4000)}"
        closed = "" if r.random() < 0.9 else (self.opened + timedelta(days=r.randrange(1, 200))).isoformat()
        challenges = "|".join(
            c for c in ("substance_abuse", "physical", "mental", "social", "family") if r.random() < 0.4
        )
        name = f"{r.choice(FIRST)} {r.choice(LAST)}"
        group = r.choice(("job_ready", "activity_ready", "activity_ready"))
        gender = r.choice(("female", "male"))
        return (self.ref, name, cpr, str(born), gender, str(self.opened), closed, group, "job", challenges)

    def records(self) -> Iterator[tuple[str, Row]]:
        r = self.random
        for n, start in enumerate(self.days(1 + r.randrange(2))):
            yield "benefits", (self.ref, "cash_benefit", str(start), "" if n else str(start + timedelta(days=300)))
        for day in self.days(10):
            status = "planned" if day > END - timedelta(days=10) else r.choice(("held", "held", "held", "no_show"))
            kind = r.choice(("job", "follow_up", "round_table"))
            yield "conversations", (self.ref, str(day), kind, status, "in_person", r.choice(WORKERS))
        for start in self.days(3):
            end = str(start + timedelta(days=r.randrange(20, 180)))
            yield "offers", (self.ref, "guidance", str(start), end, "completed", "Jobhuset", "afprøve 10 timer", "12.5")
        for start in self.days(6):
            end = str(start + timedelta(days=90))
            yield "exemptions", (self.ref, "activation", str(start), end, "work_capacity", r.choice(WHY))
        for start in self.days(3):
            yield "assignments", (self.ref, r.choice(WORKERS), "coordinator", str(start), "")
        for day in self.days(1):
            yield "notes", (self.ref, str(day), "exemption_review", "", r.choice(WORKERS), "Vurdering.")
        if r.random() < 0.5:
            yield "paid_work", (self.ref, str(self.day().replace(day=1)), str(r.randrange(1, 60)), "Rema 1000")


def write(folder: Path, cases: int) -> int:
    """Write an extract of ``cases`` cases into ``folder``; returns the number of rows."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = 0
    with ExitStack() as stack:
        writers = {}
        for table, header in HEADERS.items():
            file = stack.enter_context((folder / f"{table}.csv").open("w", encoding="utf-8", newline=""))
            writers[table] = csv.writer(file)
            writers[table].writerow(header)
        for number in range(cases):
            case = Case(number)
            writers["cases"].writerow(case.head())
            rows += 1
            for table, row in case.records():
                writers[table].writerow(row)
                rows += 1
    return rows


if __name__ == "__main__":
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 90_000
    print(write(Path(sys.argv[1]), count))
