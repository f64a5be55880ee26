"""The answers of a note in a copy: codes, days and figures that were asked for stay what they are, words are invented.

What is a code, and what asks for a figure, is known by the templates: they are given, since the guides lie above this
layer.
"""

import json
import re
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, NamedTuple

from kontant.model import vocabulary
from kontant.model.tables import ROWS, table
from kontant.rules.catalogue import RULES

_ISO = r"\d{4}-\d\d-\d\d"
# How an answer names a record: its key beside the case, a day last or first.
_KEY = re.compile(rf"(?:(?P<code>\S+) (?P<last>{_ISO}))|(?:(?P<first>{_ISO}) (?P<rest>.+))")
# How many years a case has had: 5-7, 10+.
_GROUP = re.compile(r"\d{1,2}(?:-\d{1,2}|\+)", re.ASCII)
_OTHER = "other"


# A figure that is asked for is of hours, days or times; what is larger may be anybody's number.
_LARGEST = 10_000


class Known(NamedTuple):
    """The questions that kontant's own templates ask, those of them that ask for a number, and its own codes."""

    questions: frozenset[str]
    numbers: frozenset[str]
    codes: frozenset[str]

    def keeps(self, text: str) -> bool:
        """Whether a text is a code of kontant's own, or several of them: it tells nothing else."""
        return all(code in self.codes or _GROUP.fullmatch(code) for code in text.split("|"))


def all_codes() -> frozenset[str]:
    """Every code of every vocabulary, every rule, table and field."""
    terms = (each for each in vars(vocabulary).values() if isinstance(each, MappingProxyType))
    fields = (column.name for name in ROWS for column in table(name).c)
    return frozenset(("", *(code for each in terms for code in each), *RULES, *ROWS, *fields))


def with_words(text: str, known: Known, day: Callable[[str], str], word: Callable[[str, str], str]) -> str:
    """Answers as JSON with each day given by ``day`` and each text by ``word``, which is told the question too.

    ``day`` raises ``ValueError`` for what is no day. A question that no template asks gets another name, since the
    extract that brought it may have called it anything, and no number: it may be somebody's.
    """

    def named(question: str) -> str:
        if question in known.questions:
            return question
        others.setdefault(question, f"{'_' if question.startswith('_') else ''}{_OTHER}_{len(others) + 1}")
        return others[question]

    def changed(question: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {named(part): changed(part, inner) for part, inner in value.items()}
        if isinstance(value, list):
            return [changed(question, part) for part in value]
        if isinstance(value, str):
            return written(question, value)
        return value if isinstance(value, bool) or is_figure(question, value) else None

    def is_figure(question: str, value: Any) -> bool:
        return question in known.numbers and isinstance(value, int | float) and abs(value) < _LARGEST

    def written(question: str, value: str) -> str:
        if value in known.codes:
            return value
        try:
            return day(value)
        except ValueError:
            pass
        key = _KEY.fullmatch(value)
        if key and key["code"] in known.codes:
            return f"{key['code']} {day(key['last'])}"
        if key and key["first"]:
            rest = key["rest"]
            return f"{day(key['first'])} {rest if rest in known.codes else word(question, rest)}"
        return word(question, value)

    others: dict[str, str] = {}
    try:
        answers = json.loads(text)
        answers = changed("", answers) if isinstance(answers, dict) else {}
    except (ValueError, RecursionError):
        answers = {}
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":"))
