"""Single values as a person types them or a file holds them: words, numbers, days, yes and no, codes.

No sentence here repeats what was typed: it may be about a person.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kontant.dates import EARLIEST, LATEST, parse_when
from kontant.errors import KontantError
from kontant.i18n import _, day_text
from kontant.model.vocabulary import SYNONYMS, folded
from kontant.notes.template import Choice

MAX_LINE = 400
"""Characters of a line; a goal's title and a provider's name hold no more."""
MAX_LONG = 50_000
"""Characters of a long text: some twenty pages."""
MAX_ROWS = 200
"""Rows of a list, and answers given one by one."""
# Answers in one text, and its letters: which of its commas part them is found by trying.
_MAX_PARTS = 60
_MAX_LISTED = 6_000

_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,9})?", re.ASCII)
_YES = ("ja", "j", "yes", "y", "true", "sand", "1")
_NO = ("nej", "n", "no", "false", "falsk", "0")
_TRUTH = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
_LINE_ENDS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_SEPARATORS = re.compile(r"[,;|\n]")
# Joiners belong to some names and signs; all other invisible format characters only hide what is written.
_JOINERS = "\u200c\u200d"

Find = Callable[[str], str | None]


class BadAnswer(KontantError):
    """An answer that cannot stand; says in one sentence what would be right."""


class BadAnswers(BadAnswer):
    """What is wrong with the answers of a file: a sentence by the id of each question, or by the unknown key."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        """Each sentence begins with its question's id."""
        super().__init__("\n".join(faults.values()))
        self.faults = faults


def read_line(raw: Any) -> str | None:
    """One line: letters composed, control characters gone, white space single."""
    return _within(one_line(_words(raw)), MAX_LINE)


def one_line(text: str) -> str:
    """``text`` on one line, without anything that a record's title or initials could not hold."""
    kept = "".join(sign for sign in _visible(text) if sign.isspace() or sign.isprintable())
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def read_long(raw: Any) -> str | None:
    """Text that keeps its line breaks and indents; empty lines around it and spaces at line ends are gone."""
    text = _visible(_words(raw)).replace("\t", "    ").replace("\u00a0", " ")
    return _within("\n".join(line.rstrip() for line in text.split("\n")).strip("\n"), MAX_LONG)


def _words(raw: Any) -> str:
    if isinstance(raw, bool | list | dict):
        raise BadAnswer(_("Write it as text."))
    return str(raw)


def _visible(text: str) -> str:
    kept = (sign for sign in _LINE_ENDS.sub("\n", text) if sign in "\n\t" or _is_visible(sign))
    return unicodedata.normalize("NFC", "".join(kept))


def _is_visible(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs") or sign in _JOINERS


def _within(text: str, most: int) -> str | None:
    if len(text) > most:
        raise BadAnswer(_("This is too long: at most {n} characters.").format(n=most))
    return text if not text.isspace() and text else None


def read_yes_no(raw: Any) -> bool:
    """Yes or no, in either language."""
    if isinstance(raw, bool):
        return raw
    truth = _TRUTH.get(folded(str(raw)))
    if truth is None:
        raise BadAnswer(_("Answer yes or no."))
    return truth


def read_number(raw: Any, least: float | None, most: float | None) -> int | float:
    """A number, with a comma or a point before its decimals; a whole one is an ``int``."""
    number = _number(raw)
    if least is not None and number < least:
        raise BadAnswer(_("This is too small: at least {n}.").format(n=f"{least:g}"))
    if most is not None and number > most:
        raise BadAnswer(_("This is too large: at most {n}.").format(n=f"{most:g}"))
    return int(number) if number == int(number) else number


def _number(raw: Any) -> float:
    if isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw) and abs(raw) < 1e12:
        return float(raw)
    text = str(raw).strip()
    if isinstance(raw, bool) or not _NUMBER.fullmatch(text):
        raise BadAnswer(_("This is not a number: write it in digits, such as 12,5 or 12.5."))
    return float(text.replace(",", "."))


def read_day(raw: Any, today: date, earliest: date | None, latest: date | None) -> str:
    """A day as ISO text, from a date, from a date as it is written, or from words such as ``today`` and ``+14d``."""
    day = _day(raw, today)
    if earliest is not None and day < earliest:
        raise BadAnswer(_("The date is too early: {date} at the earliest.").format(date=day_text(earliest)))
    if latest is not None and day > latest:
        raise BadAnswer(_("The date is too late: {date} at the latest.").format(date=day_text(latest)))
    return day.isoformat()


def _day(raw: Any, today: date) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime) and EARLIEST <= raw <= LATEST:
        return raw
    try:
        return parse_when(str(raw), today)
    except ValueError as error:
        raise BadAnswer(_day_sentence(str(error))) from None


def _day_sentence(told: str) -> str:
    if told == "not a date":
        return _("This is not a date: write it as 2026-12-01, 01-12-2026 or 1/12-2026, or today, tomorrow or +14d.")
    if told == "year out of range":
        return _("The year must lie in {first}-{last}.").format(first=EARLIEST.year, last=LATEST.year)
    return _("There is no such day: write year-month-day or day-month-year.")


def read_choice(raw: Any, choices: Sequence[Choice]) -> str:
    """The code that ``raw`` means: the code itself or its name in either language."""
    code = spellings(choices).get(folded(str(raw)))
    if code is None:
        raise BadAnswer(_("This is not among the answers. Choose one of: {choices}.").format(choices=_named(choices)))
    return code


def read_several(raw: Any, choices: Sequence[Choice]) -> list[str] | None:
    """The codes meant, each once and in the order of the template: a list, or one text with commas between."""
    known = spellings(choices)
    parts = several(raw)
    found = [code for part in parts for code in listed(str(part), lambda text: known.get(folded(text)))]
    if None in found:
        raise BadAnswer(
            _("One of these is not among the answers. Choose among: {choices}.").format(choices=_named(choices))
        )
    return [choice.code for choice in choices if choice.code in found] or None


def several(raw: Any) -> list[Any]:
    """What was given for several, one by one; raises ``BadAnswer`` where they are more than anybody means."""
    given = raw if isinstance(raw, list) else [raw]
    if len(given) > MAX_ROWS:
        raise BadAnswer(_("These are too many: at most {n}.").format(n=MAX_ROWS))
    return given


def listed(text: str, find: Find) -> Iterable[str | None]:
    """What ``find`` finds in a text that lists several; None for a part it does not know.

    The longest run is tried first: "læse, skrive, regne" is one name.
    """
    ends = [match.start() for match in _SEPARATORS.finditer(text)] + [len(text)]
    if len(ends) > _MAX_PARTS or len(text) > _MAX_LISTED:
        yield None
        return
    start = 0
    while start < len(text):
        later = [end for end in reversed(ends) if end >= start]
        fits = (end for end in later if find(text[start:end]) is not None)
        end = next(fits, later[-1])
        if text[start:end].strip():
            yield find(text[start:end])
        start = end + 1


def spellings(choices: Iterable[Choice]) -> dict[str, str]:
    """Every spelling of the choices, folded, with the code that it means; a code before any name."""
    choices = tuple(choices)
    codes = {choice.code for choice in choices}
    known = {synonym: code for synonym, code in SYNONYMS.items() if code in codes}
    for code, name in choices:
        known |= {folded(word): code for word in (name.en, name.da, code.replace("_", " "))}
    return known | {folded(code): code for code in codes}


def _named(choices: Sequence[Choice]) -> str:
    return ", ".join(choice.text.here for choice in choices)
