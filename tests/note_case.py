"""A caseload for tests that write notes: a case in which every template has something to speak of, and a neighbour."""

from pathlib import Path

import support

CASE, NAME = "2020-7", "Åse Ærøskov"
OTHER, OTHER_NAME = "2020-8", "Bo Ib Larsen"


def rich_caseload(folder: Path) -> Path:
    """A caseload of two cases, to be copied."""
    path = support.empty_caseload(folder)
    for table, values in _RECORDS:
        support.fill(path, table, **values)
    return path


_HEADS = [
    ("cases", {"case_ref": CASE, "name": NAME, "target_group": "activity_ready", "challenges": "mental|family"}),
    ("cases", {"case_ref": OTHER, "name": OTHER_NAME}),
]
_OF_CASE = [
    ("assignments", {"role": "coordinator", "start": "2020-01-01", "caseworker": "abc", "end": "2026-10-31"}),
    ("assignments", {"role": "coordinator", "start": "2026-11-01", "caseworker": "eva"}),
    ("conversations", {"date": "2026-08-20", "kind": "job", "status": "held", "caseworker": "abc"}),
    ("conversations", {"date": "2026-11-20", "kind": "follow_up", "status": "planned"}),
    ("conversations", {"date": "2026-12-10", "kind": "job", "status": "planned"}),
    ("offers", {"type": "guidance", "start": "2026-01-01", "end": "2026-10-01", "goal": "At møde til tiden"}),
    ("offers", {"type": "work_placement", "start": "2026-09-01", "end": "2026-12-31", "goal": "Kasse, ti timer"}),
    ("offers", {"type": "wage_subsidy", "start": "2026-12-01", "end": "2027-02-28"}),
    (
        "exemptions",
        {
            "scope": "activation",
            "start": "2026-09-01",
            "end": "2026-12-01",
            "reason": "health",
            "explanation": "Åse kan ikke stå op mere end en halv time",
        },
    ),
    ("goals", {"kind": "job", "title": "Kantinemedhjælper", "set_on": "2026-05-01"}),
    ("goals", {"kind": "sub", "title": "Møde fire dage om ugen", "set_on": "2026-05-01"}),
    ("statements", {"type": "LÆ125", "ordered": "2026-11-01", "purpose": "Praktik i køkken"}),
    ("absences", {"date": "2026-10-05", "from_kind": "conversation", "decision": "pending"}),
]
_RECORDS = [*_HEADS, *((table, {"case_ref": CASE, **values}) for table, values in _OF_CASE)]


def own_templates(folder: Path) -> Path:
    """A municipality's folder with a form of its own: two questions for words, so that one can say what is asked."""
    path = folder / "notes"
    path.mkdir(exist_ok=True)
    (path / "small.toml").write_text(_SMALL, encoding="utf-8")
    return path


_SMALL = """
id = "small"
kind = "free"
version = 1
name = { en = "Small note", da = "Lille notat" }
about = { en = "Two questions.", da = "To spørgsmål." }
source = "the municipality"

[[questions]]
id = "subject"
text = { en = "What is it about?", da = "Hvad handler det om?" }
label = { en = "Subject", da = "Emne" }
kind = "text"
required = true
example = { en = "A call", da = "En opringning" }

[[questions]]
id = "words"
text = { en = "What is to be noted?", da = "Hvad skal noteres?" }
label = { en = "Words", da = "Ord" }
kind = "long_text"
required = true
example = { en = "She called.", da = "Hun ringede." }
"""
