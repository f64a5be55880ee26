"""Cross-sector coordination, and the doctors' part in it: medical statements."""

from functools import lru_cache

from kontant.report.figures.facts import CaseFacts
from kontant.report.figures.figure import figure
from kontant.rules.doctor_questions import asks_work_ability, closed
from kontant.rules.statements import is_used


def _has_form(facts: CaseFacts, *forms: str) -> bool:
    """Whether coordination of one of these forms, or of any, is recorded in the window."""
    return any(facts.ground.has(c.date) and (not forms or c.form in forms) for c in facts.t.coordination)


def _met_at_table(facts: CaseFacts) -> bool:
    """Whether a round-table conversation was held in the window, or a note written of one."""
    held = (c.date for c in facts.t.conversations if c.kind == "round_table" and c.status == "held")
    return any(map(facts.ground.has, held)) or bool(facts.recent_notes("round_table"))


def _any(facts: CaseFacts) -> bool:
    return _has_form(facts) or _met_at_table(facts)


def _cross_sector(facts: CaseFacts) -> bool:
    return _has_form(facts, "measure")


def _meetings(facts: CaseFacts) -> bool:
    return _has_form(facts, "meeting")


def _round_table(facts: CaseFacts) -> bool:
    return _has_form(facts, "round_table") or _met_at_table(facts)


def _count(facts: CaseFacts) -> str:
    count = _received(facts)
    return "0" if not count else "1-2" if count < 3 else "3+"


def _received(facts: CaseFacts) -> int:
    return sum(s.received is not None and facts.ground.has(s.received) for s in facts.t.statements)


def _clear_order(facts: CaseFacts) -> list[bool]:
    """For each statement ordered in the window with its question: whether a doctor can answer it as it is meant."""
    return [
        _is_clear(s.question, s.purpose)
        for s in facts.t.statements
        if facts.ground.has(s.ordered) and s.question and s.question.strip()
    ]


# Every month of a trend comes back to the statements of a case.
@lru_cache(maxsize=1024)
def _is_clear(question: str, purpose: str | None) -> bool:
    return bool(purpose and purpose.strip()) and not closed(question) and not asks_work_ability(question)


def _used(facts: CaseFacts) -> list[bool]:
    return [
        is_used(facts.t.notes, s, s.received, facts.day)
        for s in facts.t.statements
        if s.received is not None and facts.ground.has(s.received)
    ]


FIGURES = (
    figure("coordination.any", _any, "coordination"),
    figure("coordination.cross_sector", _cross_sector, "coordination"),
    figure("coordination.meetings", _meetings, "coordination"),
    figure("coordination.round_table", _round_table, "round_tables"),
    figure("statements.count", _count, "statements"),
    figure("statements.mean", _received, "statements"),
    figure("statements.clear_order", _clear_order, "statement_questions"),
    figure("statements.used", _used, "statements"),
)
