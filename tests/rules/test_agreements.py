"""What a flag tells of an agreement: whose part it is but nobody's name, and no more of its words than a title."""

from datetime import date

import pytest

from kontant.rules.agreements import whose
from kontant.rules.evaluate import Evaluator
from kontant.rules.free_text import LONGEST, shortened
from kontant.rules.parameters import Parameters

from .facts import timeline


@pytest.mark.parametrize(
    ("who", "part"),
    [
        ("Sagsbehandleren", "ours"),
        ("Virksomhedskonsulent", "ours"),
        ("we", "ours"),
        ("Borgeren", "person"),
        ("The person", "person"),
        ("Borgerens egen læge", "doctor"),
        ("Kantinelederen", "company"),
        ("The employer", "company"),
        ("Boligforeningen", "other"),
        ("Støttekontaktperson", "other"),
        ("Maria de Silva", "other"),
        ("", "other"),
    ],
)
def test_whose_part_it_is(who: str, part: str) -> None:
    assert whose(who) == part


def test_the_words_are_one_short_line_without_a_cpr_number() -> None:
    assert shortened("ringer\n til 010190-1234") == "ringer til 010190-****"
    assert shortened("a" * LONGEST) == "a" * LONGEST
    cut = shortened("a" * (LONGEST + 1))
    assert len(cut) == LONGEST and cut.endswith("a…")


def test_the_facts_hold_no_name_and_count_what_has_come(parameters: Parameters) -> None:
    rows = [
        {"who": "Anne Hansen", "what": "skriver", "by": "2026-11-01"},
        {"who": "Borgeren", "what": "ringer", "by": "2026-11-22"},
        {"who": "Borgeren", "what": "søger", "by": "2026-11-23"},
    ]
    note = {"note": "2026-10-01 conversation", "answers": {"agreements": rows}}
    case = timeline({"opened": date(2026, 1, 1), "notes": [note]})
    (flag,) = Evaluator(parameters, date(2026, 11, 22), rules=["agreement-due"]).flags(case)
    assert flag.deadline == date(2026, 11, 1)
    assert flag.facts == {"date": date(2026, 10, 1), "whose": "other", "what": "skriver", "count": 2}
