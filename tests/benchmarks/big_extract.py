"""Write a large extract of invented cases, to measure the import: ``python big_extract.py FOLDER [CASES]``.

Deterministic, about 40 records a case over five years, most of them in the last 24 months, in every table; in
two of five cases the notes are written by a guide and carry its answers. Shares are near those of BDO's report where
it has one (tracks, goals, offers followed up and evaluated). Rows go straight to the files, so that any number of
cases fits in memory.
"""

import csv
import json
import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

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
        "cv_registered",
    ),
    "benefits": ("case_ref", "benefit", "start", "end"),
    "conversations": ("case_ref", "date", "kind", "status", "channel", "caseworker"),
    "offers": ("case_ref", "type", "start", "end", "outcome", "provider", "goal", "hours_per_week"),
    "exemptions": ("case_ref", "scope", "start", "end", "reason", "explanation"),
    "assignments": ("case_ref", "caseworker", "role", "start", "end"),
    "notes": ("case_ref", "date", "template", "scope", "caseworker", "text", "answers"),
    "paid_work": ("case_ref", "month", "hours", "employer"),
    "goals": ("case_ref", "kind", "title", "set_on", "due", "reached"),
    "absences": (
        "case_ref",
        "date",
        "from_kind",
        "contact_attempts",
        "reasonable_ground",
        "hearing_sent",
        "decision",
    ),
    "statements": (
        "case_ref",
        "type",
        "ordered",
        "consulted",
        "received",
        "declined",
        "reminded",
        "question",
        "purpose",
    ),
    "coordination": ("case_ref", "date", "actor", "form"),
}
FIRST = ("Anna", "Bo", "Fatima", "Gitte", "Henrik", "Jørgen", "Karina", "Niels", "Søren", "Åse")
LAST = ("Andersen", "Christensen", "Hansen", "Jensen", "Larsen", "Møller", "Nielsen", "Rasmussen")
WORKERS = tuple(f"{a}{b}{c}" for a in "abdehjklm" for b in "aeio" for c in "bgknst")
WHY = (
    "Arbejdsevnen er begrænset.",
    "Kan højst arbejde 6 timer om ugen pga. diskusprolaps, jf. LÆ 125.",
    "Afventer udredning.",
)
JOBS = (
    "Køkkenmedhjælper i en børnehave",
    "Lagermedarbejder med truckcertifikat",
    "Et arbejde, der passer til helbredet",
    "Pedelmedhjælper på en skole",
)
STEPS = (
    "Møde fast to formiddage i praktikken",
    "Lave CV sammen med jobformidleren",
    "Tage bussen alene til centret",
    "Bestille tid til udredning hos lægen",
    "Kontakte tre arbejdspladser i nærområdet",
)
ACTORS = ("Egen læge", "Bostøtte", "Rusmiddelcentret", "Distriktspsykiatrien", "Gældsrådgivningen")
SAID = (
    "Vil gerne tilbage til et køkken med faste gæster, helst om formiddagen og tæt på en buslinje.",
    "Har kræfter først på dagen, er vant til at arbejde med hænderne og god til at tale med kunder.",
    "To stillinger i nærheden blev gennemgået; kan se sig selv i den ene og ringer dertil i denne uge.",
    "Har mødt ni af ti dage siden sidst og er begyndt at tage bussen selv, også når det er mørkt.",
)
WAYS = ("Rygsmerter efter at have stået længe", "Sover dårligt om natten", "Svært ved at komme ud ad døren")
CAN = ("Servere og sidde ved kassen", "Arbejde fra klokken ti", "Mødes med mentor ved opgangen")
DOERS = ("Borgeren", "Sagsbehandler", "Praktikstedet", "Egen læge", "Mentor")
DOES = ("ringer og aftaler en tid", "sender CV til butikken", "spørger lægen om skånehensyn", "taler med lederen")
Row = tuple[str, ...]


class Case:
    """One invented case."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)
        # What was added later has dice of its own, so that most of the older rows stay what they were.
        self.more = random.Random(f"more {number}")
        self.guided = self.more.random() < 0.4
        self.offers: list[tuple[str, date, date, str]] = []
        self.held: list[date] = []
        self.received: list[date] = []
        self.noted: set[tuple[str, date]] = set()
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
        cv = str(self.later(self.opened, 30, 600)) if self.more.random() < 0.6 else ""
        track = self.more.choices(("job", "rehabilitation", "exempt"), (55, 34, 12))[0]
        return (self.ref, name, cpr, str(born), gender, str(self.opened), closed, group, track, challenges, cv)

    def records(self) -> Iterator[tuple[str, Row]]:
        r = self.random
        for n, start in enumerate(self.days(1 + r.randrange(2))):
            yield "benefits", (self.ref, "cash_benefit", str(start), "" if n else str(start + timedelta(days=300)))
        for day in self.days(10):
            status = "planned" if day > END - timedelta(days=10) else r.choice(("held", "held", "held", "no_show"))
            kind = r.choice(("job", "follow_up", "round_table"))
            self.held += [day] if status == "held" else []
            yield "conversations", (self.ref, str(day), kind, status, "in_person", r.choice(WORKERS))
        for start in self.days(3):
            yield "offers", self.offer(start, start + timedelta(days=r.randrange(20, 180)))
        for start in self.days(6):
            end = str(start + timedelta(days=90))
            yield (
                "exemptions",
                (self.ref, "activation", str(start), end, "work_capacity", self.explained(r.choice(WHY))),
            )
        for start in self.days(3):
            yield "assignments", (self.ref, r.choice(WORKERS), "coordinator", str(start), "")
        for day in self.days(1):
            yield "notes", (self.ref, str(day), "exemption_review", "", r.choice(WORKERS), "Vurdering.", "")
        if r.random() < 0.5:
            yield "paid_work", (self.ref, str(self.day().replace(day=1)), str(r.randrange(1, 60)), "Rema 1000")
        self.random = self.more
        yield from self.set_down()
        yield from self.journal()

    def offer(self, start: date, end: date) -> Row:
        """An offer; one that has not ended has no outcome yet."""
        r = self.more
        kind = r.choice(("guidance", "guidance", "work_placement", "work_placement", "wage_subsidy", "mentor"))
        outcome = "" if end > END else r.choice(("completed",) * 8 + ("interrupted", ""))
        goal = "afprøve 10 timer" if r.random() < 0.85 else ""
        self.offers.append((kind, start, end, outcome))
        return (self.ref, kind, str(start), str(end), outcome, "Jobhuset", goal, r.choice(("8", "12.5", "20")))

    def explained(self, reason: str) -> str:
        """The reason alone, or, for half, with circumstances of the person's own."""
        r = self.more
        return f"{reason} {r.choice(WAYS)}; kan {r.choice(CAN).lower()}." if r.random() < 0.5 else reason

    def later(self, day: date, least: int, most: int) -> date:
        """Some days after ``day``, not after the last one."""
        return min(day + timedelta(days=self.more.randrange(least, most)), END)

    def maybe(self, day: date, percent: int) -> str:
        """The day, so many times in a hundred."""
        return str(day) if self.more.randrange(100) < percent else ""

    def set_down(self) -> Iterator[tuple[str, Row]]:
        """Goals, absences, statements and coordination."""
        r = self.more
        for title in r.sample(JOBS, r.choice((0, 1, 1, 2))):
            set_on = self.day()
            yield "goals", (self.ref, "job", title, str(set_on), "", self.maybe(self.later(set_on, 60, 500), 20))
        for title in r.sample(STEPS, r.choice((0, 0, 1, 2, 3))):
            set_on = self.day()
            due = set_on + timedelta(days=r.randrange(30, 200))
            yield "goals", (self.ref, "sub", title, str(set_on), str(due), self.maybe(self.later(set_on, 20, 300), 60))
        for day in self.days(r.choice((0, 0, 0, 1, 2, 3))):
            hearing, ground = self.maybe(self.later(day, 1, 20), 60), r.choice(("", "yes", "no"))
            decision = r.choice(("none", "sanction", "pending", ""))
            yield "absences", (self.ref, str(day), "conversation", str(r.randrange(4)), ground, hearing, decision)
        for day in self.days(r.choice((0, 1, 2, 3, 4))):
            answered = self.later(day, 5, 80)
            received = self.maybe(answered, 85)
            self.received += [answered] if received else []
            question = "Hvor mange timer om ugen kan patienten arbejde siddende, og hvad skal undgås?"
            kind = r.choice(("LÆ125", "LÆ135", "LÆ145", "LÆ265", "LÆ275"))
            yield "statements", (self.ref, kind, str(day), "", received, "", "", question, "Timetal i praktik")
        for day in self.days(r.choice((0, 1, 1, 2, 3))):
            yield (
                "coordination",
                (self.ref, str(day), r.choice(ACTORS), r.choice(("meeting", "measure", "round_table"))),
            )

    def journal(self) -> Iterator[tuple[str, Row]]:
        """Notes of the kinds that the rules look for."""
        r = self.more
        for day in self.held:
            if r.random() < 0.6:
                yield from self.note("conversation", day, self.talked(day))
        for kind, start, end, outcome in self.offers:
            name = f"{kind} {start}"
            if kind != "mentor" and r.random() < 0.6:
                day = self.later(start, 5, (end - start).days + 1)
                yield from self.note("offer_follow_up", day, self.followed(name, day))
            if outcome and r.random() < 0.5:
                day = self.later(end, 0, 14)
                yield from self.note("offer_evaluation", day, self.evaluated(name, end, day))
        for day in self.days(r.randrange(3)):
            yield from self.note("plan_review", day, self.reviewed(day))
        for day in self.received:
            if r.random() < 0.7:
                yield from self.note("statement_received", self.later(day, 0, 10), {})
        for template in ("absence", "handover", "free"):
            for day in self.days(r.randrange(2)):
                yield from self.note(template, day, {})

    def note(self, template: str, day: date, answers: dict[str, Any]) -> Iterator[tuple[str, Row]]:
        """A note of a day, with its answers where a guide wrote it; none where there is one of the kind that day."""
        r = self.more
        if (template, day) in self.noted:
            return
        self.noted.add((template, day))
        guided = answers and self.guided and r.random() < 0.9
        words = json.dumps(answers, ensure_ascii=False, separators=(",", ":")) if guided else ""
        yield "notes", (self.ref, str(day), template, "", r.choice(WORKERS), " ".join(r.sample(SAID, 2)), words)

    def agreements(self, day: date) -> list[dict[str, str]]:
        """Two agreements at most, made on ``day``, three in five with a day by which."""
        r = self.more
        made = [{"who": r.choice(DOERS), "what": r.choice(DOES)} for _ in range(r.randrange(3))]
        return [
            row | ({"by": str(day + timedelta(days=r.randrange(3, 60)))} if r.random() < 0.6 else {}) for row in made
        ]

    def talked(self, day: date) -> dict[str, Any]:
        """What the guide to a conversation asks."""
        r = self.more
        barriers = [{"barrier": r.choice(WAYS), "can": r.choice(CAN)}]
        looks = {"wishes": SAID[0], "openings": SAID[2], "resources": SAID[1]} if r.random() < 0.6 else {}
        talk = {"form": "in_person", "kind": "follow_up", "progress": SAID[3], **looks, "barriers": barriers}
        return talk | {"agreements": self.agreements(day), "next_date": str(day + timedelta(days=r.randrange(30, 90)))}

    def followed(self, offer: str, day: date) -> dict[str, Any]:
        """What the guide to a follow-up on an offer asks."""
        heard = {"place_says": "Møder stabilt, og stedet er tilfreds."} if self.more.random() < 0.7 else {}
        talk = {"offer": offer, "met": "in_person", "progression": SAID[3], "attendance": "stable"}
        return talk | {"person_says": SAID[1], **heard, "adjust": False, "agreements": self.agreements(day)}

    def evaluated(self, offer: str, end: date, day: date) -> dict[str, Any]:
        """What the guide to the evaluation of an offer asks."""
        talk = {"offer": offer, "outcome": "completed", "ended": str(end), "met": "phone"}
        return talk | {"result": SAID[3], "learned": SAID[1], "next_step": SAID[2], "agreements": self.agreements(day)}

    def reviewed(self, day: date) -> dict[str, Any]:
        """What the guide to a review of the plan asks."""
        steps = [{"title": self.more.choice(STEPS), "by": str(self.later(day, 20, 90))}]
        return {"sub_goals": steps, "link": SAID[1], "person_says": SAID[0], "agreements": self.agreements(day)}


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
