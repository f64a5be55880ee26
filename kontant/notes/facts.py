"""The facts that a template may name, as the case and its journal say them on the note's date.

Every fact is worked out anew when asked, from the situation and the answers so far alone: no clock, no file. What is
about "the chosen record" follows the latest answered record question.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from kontant.model.timeline import Exemption, Goal, Offer, Timeline
from kontant.notes import contact_facts, continuity_facts, exemption_facts
from kontant.notes.names import CHOSEN
from kontant.notes.selections import select
from kontant.notes.situation import Answers, Situation, jsonable, key_of
from kontant.notes.template import Question, Template
from kontant.notes.text_facts import LINES
from kontant.rules.law import Law
from kontant.store.journal import JournalNote

# An offer that begins so many days before or after the note may be the one that a start note speaks of.
STARTING_DAYS = 30


class CaseFacts:
    """The facts of one case for one note; what :class:`kontant.notes.expressions.Facts` asks for."""

    def __init__(
        self,
        timeline: Timeline,
        journal: Sequence[JournalNote],
        law: Law,
        note_date: date,
        template: Template,
        caseworker: str | None,
        today: date | None = None,
    ) -> None:
        """``timeline`` with all its tables; ``law`` that of ``note_date``; ``today`` is the note's date if left out."""
        known = [note for note in journal if note.date <= note_date]
        known.sort(key=lambda note: (note.date, note.id), reverse=True)
        self.situation = Situation(timeline, known, law, note_date, today or note_date, template, caseworker)
        self._known: dict[Any, Any] = {}

    def value(self, name: str, answers: Answers) -> Any:
        """The fact called ``name``, in JSON form; None where the case does not say."""
        if name.startswith(CHOSEN):
            chosen = self.situation.chosen(answers)
            return None if chosen is None else jsonable(getattr(chosen[1], name.removeprefix(CHOSEN), None))
        return self._once(name, answers, lambda: jsonable(_VALUES[name](self.situation, answers)))

    def lines(self, name: str, answers: Answers) -> list[str]:
        """The text fact called ``name``, line by line."""
        found: list[str] = self._once(name, answers, lambda: LINES[name](self.situation, answers))
        return found

    def choices(self, table: str, which: str) -> list[tuple[str, str]]:
        """The records of a selection, the likeliest first: the key text and the words for each."""
        found: list[tuple[str, str]] = self._once(f"{table} {which}", {}, lambda: select(self.situation, table, which))
        return found

    def _once(self, name: str, answers: Answers, work: Callable[[], Any]) -> Any:
        """What ``work`` gives, kept for as long as the answers that facts look at are the same: a guide asks often."""
        s = self.situation
        chosen = s.chosen(answers)
        place = (name, chosen and chosen[0], chosen and key_of(*chosen), s.event(answers), s.next_kind(answers))
        if place not in self._known:
            self._known[place] = work()
        return self._known[place]

    def last(self, question_id: str) -> Any:
        """The latest answer to this question in a note of the same form, None if it was never given."""
        s = self.situation
        question = s.template.question(question_id)
        answered = (note.answers[question_id] for note in s.notes_with(question_id) if note.form == s.template.id)
        return next((answer for answer in answered if _fits(question, answer)), None)


_TYPES: Mapping[str, type] = MappingProxyType({"several": list, "records": list, "list": list, "yes_no": bool})


def _fits(question: Question, answer: Any) -> bool:
    """Whether an answer to some version of the form can be one to this: a question may have changed its kind."""
    if question.kind == "number":
        return isinstance(answer, int | float) and not isinstance(answer, bool)
    if not isinstance(answer, _TYPES.get(question.kind, str)):
        return False
    each = dict if question.kind == "list" else str
    return not isinstance(answer, list) or all(isinstance(item, each) for item in answer)


def _open_job_goals(s: Situation) -> list[Goal]:
    """Job goals not reached, the one set last first."""
    found = [g for g in s.t.goals if g.kind == "job" and g.reached is None and g.set_on <= s.day]
    return sorted(found, key=lambda g: (g.set_on, g.title), reverse=True)


def _job_goal(s: Situation, _answers: Answers) -> str | None:
    return next((g.title for g in _open_job_goals(s)), None)


def _job_goals(s: Situation, _answers: Answers) -> list[dict[str, Any]] | None:
    """As the rows of a list, in the order in which they were set."""
    rows = [{"title": g.title} | ({"due": g.due.isoformat()} if g.due else {}) for g in reversed(_open_job_goals(s))]
    return rows or None


def _offer_planned(s: Situation, _answers: Answers) -> str | None:
    def distance(offer: Offer) -> int:
        return abs((offer.start - s.day).days)

    starting = [o for o in s.t.offers if not o.goal and o.outcome is None and distance(o) <= STARTING_DAYS]
    return key_of("offers", min(starting, key=distance)) if starting else None


def _chosen_exemption(s: Situation, answers: Answers) -> Exemption | None:
    chosen = s.chosen(answers)
    return chosen[1] if chosen and isinstance(chosen[1], Exemption) else None


def _prolong_from(s: Situation, answers: Answers) -> date | None:
    chosen = _chosen_exemption(s, answers)
    return chosen and exemption_facts.prolong_from(s, chosen)


def _open_ended(s: Situation, answers: Answers) -> bool | None:
    chosen = _chosen_exemption(s, answers)
    return None if chosen is None else chosen.end is None


_VALUES: Mapping[str, Callable[[Situation, Answers], Any]] = MappingProxyType(
    {
        "coordinator": lambda s, _: continuity_facts.coordinator(s),
        "changed_on": lambda s, _: continuity_facts.changed_on(s),
        "former_caseworker": lambda s, _: continuity_facts.former_caseworker(s),
        "conversation_kind": lambda s, _: contact_facts.conversation_kind(s),
        "last_conversation": lambda s, _: contact_facts.last_conversation(s),
        "planned_today": lambda s, _: contact_facts.planned_today(s),
        "planned_conversation": lambda s, _: contact_facts.planned_conversation(s),
        "planned_conversation_date": lambda s, _: contact_facts.planned_conversation_date(s),
        "planned_same_kind": lambda s, answers: contact_facts.planned_same_kind(s, s.next_kind(answers)),
        "next_conversation": lambda s, _: contact_facts.next_conversation(s),
        "next_conversation_deadline": lambda s, _: contact_facts.next_deadline(s),
        "absence_planned": lambda s, _: contact_facts.missed(s),
        "conversation_missed": lambda s, answers: contact_facts.conversation_missed(s, s.event(answers)),
        "absence_from": lambda s, _: contact_facts.missed(s) and "conversation",
        "exemption_now": lambda s, _: exemption_facts.key_now(s),
        "exemption_end": lambda s, _: exemption_facts.end_now(s),
        "job_goal": _job_goal,
        "job_goals": _job_goals,
        "opened": lambda s, _: s.t.case.opened,
        "cv_registered": lambda s, _: s.t.case.cv_registered,
        "track": lambda s, _: s.t.case.track,
        "target_group": lambda s, _: s.t.case.target_group,
        "offer_planned": _offer_planned,
        "prolong_from": _prolong_from,
        "open_ended": _open_ended,
    }
)
