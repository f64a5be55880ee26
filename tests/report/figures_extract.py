"""A caseload drawn for the figures: records of every kind, on and beside the days on which a figure turns.

Two days in five lie within two days of a day that some figure looks from or back to; notes answer some
questions, leave others blank, and name their offer, another, one that is not there, or none. The same seed gives the
same files.
"""

import csv
import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from kontant.dates import add_months
from kontant.model.vocabulary import CHALLENGE, TRACK

Row = dict[str, Any]

DAYS = (date(2019, 6, 30), date(2024, 2, 29), date(2025, 5, 31), date(2026, 11, 22))
_EDGES = [add_months(day, -months) for day in DAYS for months in (0, 12, 24)]
_FIRST, _LAST = date(2015, 1, 1), date(2027, 3, 31)
_OFFERS = ("work_placement", "wage_subsidy", "utility_work", "guidance", "education", "mentor")
_ROLES = ("coordinator", "coordinator", "broker", "mentor", "consultant")
_GOALS = ("Komme i job", "Cykelsmed", "Tage bussen alene", "Få det bedre", "To timer om ugen", "Et godt arbejde")
_OWN = "Kan sidde tyve minutter ad gangen og hjælper sin søster i haven om formiddagen efter operationen i knæet"
_REASONS = (
    None,
    "Af helbredsmæssige grunde",
    "Borgeren vurderes fritaget på grund af helbredsmæssige forhold til den 01-02-2025",
    "Borgeren vurderes fritaget på grund af helbredsmæssige forhold til den 01-05-2025",
    _OWN,
    _OWN + ".",
    "Sclerose med træthed om eftermiddagen; venter på udredning hos neurologen i Odense",
)
_QUESTIONS = (
    None,
    "Er patienten rask?",
    "Hvilke skånehensyn er der ved siddende arbejde?",
    "Beskriv behandlingen og det forventede forløb.",
    "Hvordan er patientens arbejdsevne?",
)
_BLANKS: tuple[Any, ...] = ("", " \n", None, [], [""], {"what": " "}, [{"what": None}])
_FILLED: tuple[Any, ...] = ("noget at sige", ["en ting"], [{"what": "", "by": "2026-01-01"}], False, 0)
_NONES: tuple[Any, ...] = ("Ingen", "nej.", "-", ["Intet"], [{"what": "ingen nye"}])
_ASKED = {
    "conversation": (
        "form",
        "took_part",
        "wishes",
        "openings",
        "job_goals",
        "resources",
        "barriers",
        "sub_goals",
        "_at",
    ),
    "absence": ("absence", "attempts", "explanation", "_at"),
    "offer_start": ("offer", "nearer_job", "sub_goals", "parallel", "told"),
    "offer_follow_up": ("offer", "attendance", "place_says", "person_says"),
    "offer_evaluation": ("offer", "result", "learned"),
    "plan_review": ("link", "person_says", "one_plan"),
    "statement_received": ("statement", "possible"),
    "exemption_review": ("capacity", "mentor"),
    "round_table": ("plan",),
    "clarification": ("path",),
    "free": (),
    "handover": (),
}
_TEMPLATES = (
    *_ASKED,
    "conversation",
    "conversation",
    "offer_start",
    "offer_start",
    "offer_follow_up",
    "offer_follow_up",
)
_ATTENDANCE = ("stable", "some_absence", "much_absence", "stopped", "")


def write_tables(folder: Path, tables: Mapping[str, list[Row]]) -> None:
    """Write an extract into ``folder``: one CSV file per table, with the columns that some row has."""
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(column for row in rows for column in row)))
            writer.writeheader()
            writer.writerows(rows)


def drawn_tables(*, seed: int, cases: int) -> dict[str, list[Row]]:
    """So many drawn cases and their records, by table."""
    drawn = _Drawn(Random(seed))
    for number in range(cases):
        drawn.case(f"d-{number:04}")
    return drawn.tables


class _Drawn:
    """The tables as they fill, each row once by its key."""

    def __init__(self, random: Random) -> None:
        self.tables: dict[str, list[Row]] = {}
        self._random = random
        self._keys: set[tuple[Any, ...]] = set()
        self._ref = ""
        self._about_day = DAYS[0]
        self._people: tuple[str, ...] = ()

    def case(self, ref: str) -> None:
        """A case and its records."""
        self._ref, pick = ref, self._random.choice
        self._about_day = pick(DAYS)
        years = pick((16, 30, 30, 45, 60))
        self._people = ("yo", "Yo", "un") if years == 16 else ("ab", "AB", "cd", "ef", "gh", "ij", "kl")
        born = add_months(self._day(), -12 * years)
        known = self._random.random() < 0.8
        opened = self._day() - timedelta(days=pick((0, 0, 365, 365, 1800, 3000, 5000)))
        self._add("cases", (), name="Drawn", opened=opened, closed=self._closed(opened),
                  cpr=None if known else f"{born:%d%m%y}{'4' if born.year > 1999 else '1'}234",
                  birth_date=born if known else None, gender=pick(("female", "male", "other", None)),
                  target_group=pick(("activity_ready", "activity_ready", "job_ready", "education_ready")),
                  track=pick(tuple(TRACK)), challenges="|".join(self._some(tuple(CHALLENGE), 5)),
                  cv_registered=pick((None, self._day())))  # fmt: skip
        self._benefits(opened)
        for records, most in (
            (self._conversation, 60), (self._offer, 9), (self._exemption, 6), (self._assignment, 24), (self._paid, 3),
            (self._absence, 4), (self._statement, 12), (self._goal, 5), (self._coordination, 4), (self._note, 40),
        ):  # fmt: skip
            # A third of the cases lacks each kind of record.
            self._times(records, self._random.choice((0, most // 2, most)))

    def _add(self, table: str, key: tuple[Any, ...], **values: Any) -> bool:
        if (table, self._ref, *key) in self._keys:
            return False
        self._keys.add((table, self._ref, *key))
        self.tables.setdefault(table, []).append({"case_ref": self._ref, **values})
        return True

    def _times(self, records: Callable[[], None], count: int) -> None:
        for _ in range(count):
            records()

    def _some(self, codes: tuple[str, ...], most: int) -> list[str]:
        return self._random.sample(codes, self._random.randint(0, min(most, len(codes))))

    def _day(self) -> date:
        """A day on or beside an edge, one of the two years that this case is about, or any."""
        chance = self._random.random()
        if chance < 0.4:
            return self._random.choice(_EDGES) + timedelta(days=self._random.randint(-2, 2))
        if chance < 0.8:
            return self._about_day - timedelta(days=self._random.randint(0, 729))
        return _FIRST + timedelta(days=self._random.randint(0, (_LAST - _FIRST).days))

    def _end(self, start: date) -> date | None:
        """An end of a period: none, an edge, or some days on."""
        pick = self._random.choice
        chosen = pick(
            (None, self._day(), *(start + timedelta(days=pick((0, 7, 60, 90, 91, 182, 500))) for _ in range(3)))
        )
        return chosen if chosen is None or chosen >= start else start + timedelta(days=self._random.randint(0, 90))

    def _closed(self, opened: date) -> date | None:
        day = self._day()
        return day if self._random.random() < 0.1 and day >= opened else None

    def _benefits(self, opened: date) -> None:
        """Chains with breaks about as long as one may be; some cases have none."""
        start = opened - timedelta(days=self._random.choice((0, 0, 90, 2000)))
        for _ in range(self._random.choice((0, 1, 2, 4))):
            end = self._end(start)
            self._add("benefits", (start,), start=start, benefit="cash_benefit", end=end)
            if end is None:
                return
            start = end + timedelta(days=1 + self._random.choice((0, 34, 35, 35, 36, 200)))

    def _conversation(self) -> None:
        kind = self._random.choice(("job", "follow_up", "follow_up", "round_table", "broker", "other"))
        status = self._random.choice(("held",) * 6 + ("planned", "no_show", "cancelled"))
        day = self._day()
        self._add("conversations", (day, kind), date=day, kind=kind, status=status, caseworker="ab")

    def _offer(self) -> None:
        kind, start, pick = self._random.choice(_OFFERS), self._day(), self._random.choice
        end, goal = self._end(start), pick((None, None, *_GOALS))
        outcome = pick((None, None, "completed", "completed", "interrupted", "interrupted", "cancelled"))
        self._add("offers", (kind, start), type=kind, start=start, end=end, outcome=outcome, goal=goal)
        if outcome == "interrupted" and end and pick((True, False)):
            self._absence(pick((start, end, end + timedelta(days=1), start - timedelta(days=1))))

    def _exemption(self) -> None:
        scope, pick = (
            self._random.choice(("activation", "hours_225", "hours_225", "conversations")),
            self._random.choice,
        )
        start = self._day()
        for _ in range(pick((1, 1, 2, 3))):
            end, reason = self._end(start), pick(("health", "health", "work_capacity", "parental_leave", "other"))
            self._add("exemptions", (scope, start), scope=scope, start=start, end=end, reason=reason,
                      explanation=pick(_REASONS))  # fmt: skip
            if end is None:
                return
            # Prolonged at once, the day after, or with a day between.
            start = end + timedelta(days=pick((0, 1, 2)))

    def _assignment(self) -> None:
        role, start, who = (
            self._random.choice(_ROLES),
            self._day(),
            self._random.choice(self._people),
        )
        self._add("assignments", (role, start), role=role, start=start, caseworker=who, end=self._end(start))

    def _paid(self) -> None:
        month = self._day().replace(day=1)
        self._add("paid_work", (month,), month=month, hours=self._random.choice((0, 0, 8, 37.5)))

    def _absence(self, day: date | None = None) -> None:
        day, pick = day or self._day(), self._random.choice
        self._add("absences", (day,), date=day, from_kind=pick(("conversation", "offer")),
                  contact_attempts=pick((None, 0, 1, 3)), reasonable_ground=pick((None, "yes", "no")),
                  hearing_sent=None, decision=pick((None, None, "none", "sanction", "pending")))  # fmt: skip
        if pick((True, False)):
            held = day + timedelta(days=pick((0, 1, 29, 30, 31)))
            self._add("conversations", (held, "other"), date=held, kind="other", status="held", caseworker="ab")

    def _statement(self) -> None:
        kind, ordered, pick = (
            self._random.choice(("LÆ105", "LÆ125", "LÆ265", "other")),
            self._day(),
            self._random.choice,
        )
        received = pick((None, ordered + timedelta(days=pick((0, 14, 60))), self._end(ordered)))
        self._add("statements", (kind, ordered), type=kind, ordered=ordered, received=received,
                  question=pick(_QUESTIONS), purpose=pick((None, "Skånehensyn til en plads i køkkenet")))  # fmt: skip

    def _goal(self) -> None:
        kind, title, set_on = self._random.choice(("job", "sub")), self._random.choice(_GOALS), self._day()
        reached = self._end(set_on) if self._random.random() < 0.5 else None
        self._add("goals", (kind, title), kind=kind, title=title, set_on=set_on, reached=reached)

    def _coordination(self) -> None:
        day, form = self._day(), self._random.choice(("meeting", "round_table", "measure"))
        self._add("coordination", (day,), date=day, actor="Jobcenter", form=form)

    def _note(self) -> None:
        template = self._random.choice(_TEMPLATES)
        day, named = self._about(template)
        answers = self._answers(template, named) if self._random.random() < 0.8 else None
        said = None if answers is None else json.dumps(answers, ensure_ascii=False)
        self._add("notes", (day, template), date=day, template=template, text="Drawn", answers=said)

    def _about(self, template: str) -> tuple[date, str | None]:
        """A note's day, near what it is about, and how it names that, if it does."""
        table, begun = ("statements", "ordered") if template == "statement_received" else ("offers", "start")
        mine = [row for row in self.tables.get(table, ()) if row["case_ref"] == self._ref]
        if not mine or not template.startswith(("offer", "statement")):
            return self._day(), None
        row, pick = self._random.choice(mine), self._random.choice
        near = [row[begun], row.get("end") or row[begun], row.get("received") or row[begun]]
        day = pick((self._day(), pick(near) + timedelta(days=pick((-15, -14, -1, 0, 1, 14, 15)))))
        name = f"{row['type']} {row[begun]}"
        return day, pick((name, name, f" {row['type']}  {row[begun]}", "guidance 2001-01-01", "", None))

    def _answers(self, template: str, named: str | None) -> Row:
        pick = self._random.choice
        asked = _ASKED[template]
        if template == "conversation" and pick((True, False)):
            asked = ("form", "barriers", "barriers_since", "words")
        found = {question: pick(pick((_BLANKS, _FILLED, _FILLED, _NONES))) for question in self._some(asked, 5)}
        for question in found.keys() & {"offer", "statement"}:
            found[question] = named
        if "attendance" in found:
            found["attendance"] = pick(_ATTENDANCE)
        return found
