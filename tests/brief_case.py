"""A case with a record of every kind, for tests of the brief: each text in it is found nowhere else."""

import json
from pathlib import Path
from typing import Any

import support

CASE, NAME = "2015-7", "Åse Ærøskov"
CPR = "0101901234"

RECORDS: list[tuple[str, dict[str, Any]]] = [
    ("benefits", {"benefit": "cash_benefit", "start": "2015-01-01"}),
    ("assignments", {"role": "coordinator", "start": "2015-01-01", "caseworker": "abc", "end": "2026-10-31"}),
    ("assignments", {"role": "coordinator", "start": "2026-11-01", "caseworker": "eva"}),
    ("assignments", {"role": "mentor", "start": "2026-08-01", "caseworker": "mentor Pia"}),
    ("conversations", {"date": "2026-03-02", "kind": "job", "status": "no_show", "channel": "phone"}),
    ("conversations", {"date": "2026-06-20", "kind": "job", "status": "held", "channel": "in_person"}),
    ("conversations", {"date": "2026-08-20", "kind": "job", "status": "held", "channel": "video", "caseworker": "abc"}),
    ("conversations", {"date": "2026-11-02", "kind": "follow_up", "status": "planned"}),
    ("conversations", {"date": "2026-12-10", "kind": "job", "status": "planned"}),
    (
        "offers",
        {
            "type": "work_placement",
            "start": "2026-01-05",
            "end": "2026-04-30",
            "outcome": "completed",
            "provider": "Rådhusets kantine",
            "goal": "Kasse, ti timer",
            "hours_per_week": 12.5,
        },
    ),
    ("offers", {"type": "guidance", "start": "2026-09-01", "end": "2026-12-31"}),
    ("paid_work", {"month": "2026-05-01", "hours": 9, "employer": "Bageren"}),
    ("exemptions", {"scope": "activation", "start": "2025-03-01", "end": "2025-09-01", "reason": "health"}),
    (
        "exemptions",
        {
            "scope": "activation",
            "start": "2026-07-01",
            "end": "2026-12-01",
            "reason": "work_capacity",
            "explanation": "Åse kan ikke stå op mere end en halv time",
        },
    ),
    ("goals", {"kind": "job", "title": "Kantinemedhjælper", "set_on": "2026-05-01"}),
    ("goals", {"kind": "sub", "title": "Møde fire dage", "set_on": "2026-05-02", "due": "2026-10-01"}),
    ("goals", {"kind": "sub", "title": "Tage bussen", "set_on": "2026-05-03", "reached": "2026-08-03"}),
    (
        "statements",
        {
            "type": "LÆ125",
            "ordered": "2026-09-10",
            "received": "2026-10-01",
            "question": "Hvor længe kan hun stå?",
            "purpose": "Praktik i køkken",
        },
    ),
    ("statements", {"type": "LÆ145", "ordered": "2026-11-05"}),
    (
        "absences",
        {"date": "2026-03-02", "from_kind": "conversation", "contact_attempts": 2, "decision": "sanction"},
    ),
    ("coordination", {"date": "2026-06-15", "actor": "Jobpsykologen", "form": "meeting"}),
]

NOTES: list[tuple[str, str, dict[str, Any]]] = [
    ("2026-01-05", "offer_start", {"offer": "work_placement 2026-01-05", "told": "Hun må ikke løfte"}),
    (
        "2026-02-10",
        "offer_follow_up",
        {"offer": "work_placement 2026-01-05", "attendance": "much_absence", "progression": "Har taget kassen"},
    ),
    (
        "2026-03-05",
        "absence",
        {
            "attempts": [{"date": "2026-03-03", "how": "text_message", "reached": True}],
            "explanation": "Bussen kom ikke",
            "circumstances": ["illness"],
        },
    ),
    (
        "2026-05-04",
        "offer_evaluation",
        {
            "offer": "work_placement 2026-01-05",
            "result": "Ti timer holdt i otte uger",
            "learned": "Skift mellem at stå og sidde",
            "next_step": "Lønnede lørdage",
        },
    ),
    (
        "2026-06-15",
        "round_table",
        {
            "participants": [{"actor": "Jobpsykologen"}],
            "decisions": "Én fælles plan fra august",
            "one_plan": "agreed",
        },
    ),
    (
        "2026-06-20",
        "conversation",
        {
            "wishes": "Et køkken med faste gæster",
            "took_part": "Hendes mentor",
            "barriers": [{"barrier": "Rygsmerter", "can": "Sidde ved kassen", "regard": "Stol og pauser"}],
            "agreements": [
                {"who": "Borgeren", "what": "ringer til kantinen", "by": "2026-12-20"},
                {"who": "Sagsbehandler", "what": "finder en stol", "by": "2026-07-01"},
                {"who": "Lægen", "what": "svarer", "by": None},
            ],
        },
    ),
    ("2026-07-02", "exemption_review", {"capacity": "To timer ad gangen", "decision": "prolong", "mentor": "has"}),
    ("2026-09-09", "plan_review", {"link": "Kantinen træner kassen"}),
    ("2026-10-03", "statement_received", {"statement": "LÆ125 2026-09-10", "possible": "Let arbejde i køkken"}),
    ("2026-10-20", "clarification", {"direction": "flex_job", "conclusion": "Timerne er vokset"}),
    (
        "2026-11-01",
        "handover",
        {"status": "Retningen er et fleksjob", "works_in_contact": "Skriv en sms dagen før", "met": "together"},
    ),
    ("2026-11-03", "free", {}),
]


def full_case(path: Path) -> Path:
    """Write the case with everything into the caseload at ``path``."""
    support.fill(
        path,
        "cases",
        case_ref=CASE,
        name=NAME,
        cpr=CPR,
        gender="female",
        opened="2015-01-01",
        target_group="activity_ready",
        track="rehabilitation",
        challenges="mental|physical",
        cv_registered="2024-05-06",
    )
    for table, values in RECORDS:
        support.fill(path, table, case_ref=CASE, **values)
    for day, template, answers in NOTES:
        note(path, day, template, answers, text=f"Ordene af {day}\nog en linje til")
    return path


def note(path: Path, day: str, template: str, answers: dict[str, Any] | None = None, text: str | None = None) -> None:
    """Write one note of the case, as an extract would bring it."""
    told = json.dumps(answers, ensure_ascii=False) if answers else None
    support.fill(path, "notes", case_ref=CASE, date=day, template=template, caseworker="abc", text=text, answers=told)
