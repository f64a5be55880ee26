"""One question of a note at the terminal: the prompt of its kind, and its answer into the guide.

:class:`GoBack` comes out where the person wants the question before.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from kontant.cli.note_choice import Row, choose, choose_some, yes_or_no
from kontant.cli.note_desk import Desk
from kontant.cli.note_prompts import Fault
from kontant.cli.note_rows import Rows
from kontant.cli.note_screen import LEAD, show_answer
from kontant.cli.note_typed import words
from kontant.i18n import _
from kontant.notes.guide import Guide
from kontant.notes.template import TEXT_KINDS, Question
from kontant.notes.values import BadAnswer, shown


def ask(desk: Desk, guide: Guide, question: Question, typed: str | None) -> None:
    """Ask one question until it is answered; ``typed`` is what stood at its prompt before."""
    _ASKED[question.kind](desk, guide, question, typed)


def accepting(guide: Guide, question: Question, raw: Any) -> Fault:
    """Answer with ``raw``; what is wrong with it, if anything."""
    try:
        guide.answer(question, raw)
    except BadAnswer as error:
        return str(error)
    return None


def _ask_words(desk: Desk, guide: Guide, question: Question, typed: str | None) -> None:
    given = typed if typed is not None else _in_words(question, guide.default(question))
    lines = question.kind in TEXT_KINDS
    words(desk, LEAD, given=given, check=lambda text: accepting(guide, question, text), lines=lines)
    show_answer(_in_words(question, guide.answers.get(question.id)))


def _in_words(question: Question, value: Any) -> str:
    """An answer as it may be typed."""
    if value is None:
        return ""
    return str(value) if question.kind in TEXT_KINDS else shown(question, value)


def _ask_choice(desk: Desk, guide: Guide, question: Question, _typed: str | None) -> None:
    values, rows = _offered(guide, question)
    default = guide.default(question)
    if default is None and not question.required:
        at: int | None = 0
    else:
        at = values.index(default) if default in values else None
    place = choose(
        desk,
        rows,
        at=at,
        check=lambda chosen: accepting(guide, question, values[chosen]),
        first=1 if question.required else 0,
    )
    show_answer(rows[place].text)


def _offered(guide: Guide, question: Question) -> tuple[list[Any], list[Row]]:
    """What may be chosen, with the words for it; nothing at all first, where that is an answer."""
    if question.kind == "yes_no":
        offered: list[tuple[Any, Row]] = [*yes_or_no()]
    else:
        offered = [(value, Row(text)) for value, text in guide.choices(question)]
    if not question.required:
        offered.insert(0, (None, Row(_("(no answer)"))))
    return [value for value, _row in offered], [row for _value, row in offered]


def _ask_several(desk: Desk, guide: Guide, question: Question, _typed: str | None) -> None:
    offered = guide.choices(question)
    values = [value for value, _text in offered]
    given = guide.default(question) or []
    chosen = choose_some(
        desk,
        [Row(text) for _value, text in offered],
        marked=[place for place, value in enumerate(values) if value in given],
        check=lambda places: accepting(guide, question, [values[place] for place in places]),
    )
    show_answer(", ".join(offered[place][1] for place in chosen))


def _ask_rows(desk: Desk, guide: Guide, question: Question, typed: str | None) -> None:
    Rows(desk, guide, question, guide.default(question) or [], typed).ask()


_ASKED: Mapping[str, Callable[[Desk, Guide, Question, str | None], None]] = MappingProxyType(
    {
        "text": _ask_words,
        "long_text": _ask_words,
        "date": _ask_words,
        "number": _ask_words,
        "choice": _ask_choice,
        "yes_no": _ask_choice,
        "record": _ask_choice,
        "several": _ask_several,
        "records": _ask_several,
        "list": _ask_rows,
    }
)
