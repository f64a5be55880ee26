"""What hypothesis draws for notes: a case with records of every kind near the note's day, and answers to a guide."""

from datetime import date, timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from kontant.model import vocabulary as terms
from kontant.model.timeline import (
    Absence,
    Assignment,
    Case,
    Conversation,
    Exemption,
    Goal,
    Note,
    Offer,
    Statement,
    Timeline,
)
from kontant.notes.guide import Guide
from kontant.notes.template import Column, Question
from kontant.notes.values import BadAnswer

from .made import DAY, REF

# More than any template asks; a guide that goes in circles is a fault.
MOST_QUESTIONS = 80

steps = st.sampled_from([-400, -181, -92, -30, -14, -7, -1, 0, 1, 7, 14, 29, 30, 60, 92, 200])
few = st.integers(0, 2)
sentences = st.sampled_from(
    [
        "Æblegården i Åbenrå",
        "Møde tre dage om ugen, køkkenet",
        'Sagde: "jeg vil gerne" – og så',
        "Første linje\nanden linje\n\nfjerde",
        "$fact.track",
        "new",
        "1.\t2.  3.",
        "ø",
    ]
)
texts = sentences | st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


def near(draw: st.DrawFn, base: date = DAY) -> date:
    return base + timedelta(days=draw(steps))


def codes(vocabulary: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(vocabulary))


def maybe_after(draw: st.DrawFn, start: date) -> date | None:
    return draw(st.none() | st.sampled_from([0, 1, 30, 89, 200]).map(lambda days: start + timedelta(days=days)))


@st.composite
def cases(draw: st.DrawFn, day: date) -> Timeline:
    """A case open on ``day``, its keys distinct as the store keeps them."""
    opened = day - timedelta(days=draw(st.sampled_from([0, 5, 100, 400, 2000])))
    challenges = draw(st.sampled_from(["", "physical", "physical|mental"]))
    registered = draw(st.none() | st.just(date(2026, 1, 5)))
    group, track = draw(codes(terms.TARGET_GROUP)), draw(codes(terms.TRACK))
    head = Case(REF, "Anna Holm", None, None, None, opened, None, None, group, track, challenges, registered)

    def several(count: st.SearchStrategy[int]) -> range:
        return range(draw(count))

    conversations = [_conversation(draw) for _ in several(st.integers(0, 4))]
    # What most forms ask for is nearly always there.
    usual = draw(st.integers(0, 4)) > 0
    month_ago = day - timedelta(days=30)
    offers = [Offer("work_placement", month_ago, None, None, None, None, 5.0)] if usual else []
    for _ in several(few):
        start = near(draw)
        outcome = draw(st.none() | codes(terms.OFFER_OUTCOME)) if start <= DAY else None
        end = maybe_after(draw, start)
        offers.append(Offer(draw(codes(terms.OFFER_TYPE)), start, end, outcome, None, draw(st.none() | sentences), 5.0))
    exemptions = [Exemption("activation", month_ago, maybe_after(draw, day), "health", None)] if usual else []
    for _ in several(st.integers(0, 3)):
        start = near(draw)
        scope, why = draw(codes(terms.EXEMPTION_SCOPE)), draw(codes(terms.EXEMPTION_REASON))
        exemptions.append(Exemption(scope, start, maybe_after(draw, start), why, draw(st.none() | sentences)))
    assignments = []
    for _ in several(st.integers(0, 3)):
        start, who = near(draw), draw(st.sampled_from(["lbh", "mkj", "TSO"]))
        role = draw(st.sampled_from(["coordinator", "coordinator", "mentor"]))
        assignments.append(Assignment(role, start, who, maybe_after(draw, start)))
    statements = [Statement("LÆ125", month_ago, None, None, None, None, None, None)] if usual else []
    for _ in several(few):
        ordered = min(near(draw), DAY)
        received = draw(st.none() | st.just(ordered))
        statements.append(Statement(draw(codes(terms.STATEMENT_TYPE)), ordered, None, received, None, None, None, None))
    goals = [
        Goal(draw(st.sampled_from(["job", "sub"])), f"Mål {n} Æ", min(near(draw), DAY), None, None)
        for n in several(st.integers(0, 3))
    ]
    absences = [
        Absence(
            min(near(draw), DAY), draw(codes(terms.ABSENCE_FROM)), None, None, None, draw(st.none() | st.just("none"))
        )
        for _ in several(few)
    ]
    notes = [
        Note(min(near(draw), day), draw(st.sampled_from(["handover", "exemption_review"])), None) for _ in several(few)
    ]
    return Timeline(
        head,
        conversations=_distinct(conversations, 2),
        offers=_distinct(offers, 2),
        exemptions=_distinct(exemptions, 2),
        assignments=_distinct(assignments, 2),
        statements=_distinct(statements, 2),
        goals=goals,
        absences=_distinct(absences, 1),
        notes=_distinct(notes, 2),
    )


def _conversation(draw: st.DrawFn) -> Conversation:
    day = near(draw)
    known = ["planned", "cancelled"] if day > DAY else ["held", "held", "planned", "no_show", "cancelled"]
    who = draw(st.sampled_from(["lbh", "mkj", None]))
    return Conversation(day, draw(codes(terms.CONVERSATION_KIND)), draw(st.sampled_from(known)), who, None)


def _distinct(records: list[Any], key: int) -> list[Any]:
    return list({record[:key]: record for record in records}.values())


def answer_all(draw: st.DrawFn, guide: Guide) -> None:
    """Answer every question that the guide asks, and then some of them once more."""
    _go_on(draw, guide)
    for _ in range(draw(st.integers(0, 2))):
        _answer(draw, guide, draw(st.sampled_from(guide.shown())))
        _go_on(draw, guide)


def _go_on(draw: st.DrawFn, guide: Guide) -> None:
    for _ in range(MOST_QUESTIONS):
        question = guide.next()
        if question is None:
            return
        _answer(draw, guide, question)
    raise AssertionError(f"{guide.template.id} goes in circles")


def _answer(draw: st.DrawFn, guide: Guide, question: Question) -> None:
    """The first valid one of what was drawn, left empty, the default, and what is nearly always right."""
    # A form whose one record the case does not have cannot be written in it.
    assume(not (question.required and question.table and not guide.choices(question)))
    drawn = [_raw(draw, guide, question)] if question.required or draw(st.integers(0, 3)) else []
    days = [guide.note_date + timedelta(days=n) for n in (0, 1, 30, 400)] if question.kind == "date" else []
    for raw in (*drawn, None, guide.default(question), *(each.isoformat() for each in days), "Ord"):
        try:
            guide.answer(question, raw)
        except BadAnswer:
            continue
        return
    raise AssertionError(f"{guide.template.id}: nothing answers {question.id}")


def _raw(draw: st.DrawFn, guide: Guide, question: Question) -> Any:
    if question.kind == "list":
        return [{c.id: _cell(draw, guide, c) for c in question.columns} for _ in range(draw(st.integers(1, 3)))]
    if question.kind in ("choice", "record"):
        return draw(st.sampled_from([code for code, _words in guide.choices(question)] or [None]))
    if question.kind in ("several", "records"):
        known = [code for code, _words in guide.choices(question)]
        return draw(st.lists(st.sampled_from(known), unique=True)) if known else []
    if question.kind == "number":
        low, high = question.min or 0, question.max if question.max is not None else 40
        return draw(st.sampled_from([low, high, (low + high) / 2]))
    return _simple(draw, guide, question.kind)


def _cell(draw: st.DrawFn, guide: Guide, column: Column) -> Any:
    if not column.required and not draw(st.integers(0, 3)):
        return None
    if column.kind == "choice":
        return draw(st.sampled_from([choice.code for choice in column.choices]))
    if column.kind == "number":
        return draw(st.integers(0, 20))
    return _simple(draw, guide, column.kind)


def _simple(draw: st.DrawFn, guide: Guide, kind: str) -> Any:
    if kind == "yes_no":
        return draw(st.booleans())
    if kind == "date":
        return near(draw, draw(st.sampled_from([guide.note_date, DAY]))).isoformat()
    text = draw(texts)
    return text if kind == "long_text" else " ".join(text.split())
