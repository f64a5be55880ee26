"""One note that changes several records, ready to be saved: what the tests of saving save."""

from datetime import date
from pathlib import Path
from typing import Any

from support import AT

from kontant.model.timeline import Conversation, Goal, Offer, Timeline
from kontant.store import drafts
from kontant.store.drafts import Draft
from kontant.store.reading import reading

from .made import DAY, REF, Change, case, column, day, facts, question, template
from .stored import case_in, journal_in

FORM = template(
    question("words", "long_text"),
    question("exemption", "record", table="exemptions", which="current_or_ended"),
    question("goals", "list", columns=(column("title"), column("by", "date"))),
    question("next", "date"),
    id="own_form",
    kind="conversation",
    changes=(
        Change(
            "conversations",
            "put",
            key={"date": "$note.date", "kind": "job"},
            set={"status": "held", "caseworker": "$note.caseworker"},
        ),
        Change(
            "goals",
            "put",
            key={"kind": "sub", "title": "$row.title"},
            set={"due": "$row.by"},
            new={"set_on": "$note.date"},
            for_each="$answer.goals",
        ),
        Change("conversations", "put", key={"date": "$answer.next", "kind": "job"}, set={"status": "planned"}, new={}),
    ),
    scope="$answer.exemption.scope",
)
ANSWERS: dict[str, Any] = {
    "words": "Åse og Øjvind\nsås på æblegården",
    "goals": [{"title": "Møde fast", "by": "2026-12-24"}, {"title": "Tage bussen alene", "by": None}],
    "next": "2027-01-04",
    "_unasked": {"old": "ord der blev til overs"},
}


def start() -> Timeline:
    return case(
        conversations=[Conversation(DAY, "job", "planned", "mkj", None)],
        goals=[Goal("sub", "Møde fast", day("2026-01-01"), None, None)],
        offers=[Offer("mentor", day("2026-06-01"), None, None, None, None, None)],
    )


def a_draft(path: Path) -> Draft:
    made = drafts.start(path, case_ref=REF, form=FORM.id, version=1, date=DAY, caseworker="lbh", who="tester", at=AT)
    return drafts.save(path, made, answers=ANSWERS, place=None, partial=None, at=AT)


def the_draft(path: Path) -> Draft | None:
    with reading(path) as connection:
        return next(iter(drafts.drafts(connection)), None)


def arguments(path: Path, **more: Any) -> dict[str, Any]:
    """What :func:`kontant.notes.saving.save` is given for this note."""
    on: date = more.get("note_date", DAY)
    given = {
        "template": FORM,
        "answers": ANSWERS,
        "facts": facts(case_in(path), journal_in(path), on=on, form=more.get("template", FORM), today=DAY),
        "case_ref": REF,
        "note_date": on,
        "caseworker": "lbh",
        "draft": the_draft(path),
        "who": "tester",
        "at": AT,
        "today": DAY,
    }
    return given | more
