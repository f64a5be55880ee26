"""Whether a reason says something about this person: not last time's words again, not only general ones.

The audit's finding: nearly nine in ten exemptions were prolonged, and a third had only a standard reason. Words are
weighed one by one: those that could stand in any case (``vurderes``, ``helbredsmæssige``, ``assessed``) count for
nothing, whatever order they come in.
"""

import re
from collections import Counter
from collections.abc import Iterable

from kontant.model.vocabulary import folded
from kontant.rules.common_words import IN_ANY_REASON

# Letter for letter, nine in ten: a prolongation in which only the date is new stays above it, and a reason in which
# one fact is new falls below.
NEARLY_EQUAL = 90
# Of a piece of what was said before more is asked: many short pieces share their words.
NEARLY_A_PART = 95
# A reason of fewer words tells no person apart, and one with fewer words of its own neither.
FEWEST_WORDS = 6
FEWEST_OWN_WORDS = 3

_WORD = re.compile(r"\w+(?:[-.]\w+)*")
_MONTHS = (
    "januar februar marts april maj juni juli august september oktober november december "
    "january february march may june july october"
)
# A date or a length of time says when, not why.
_WHEN = re.compile(
    rf"\d{{1,4}}[-./]\d{{1,2}}(?:[-./]\d{{2,4}})?|\d{{1,2}}\.? (?:{'|'.join(_MONTHS.split())})(?: \d{{4}})?"
    r"|(?:\d+|en|et|to|tre|fire|seks|one|two|three|four|six) (?:uger|måned\w*|years?|år|weeks?|months?)",
)
_DIGIT = re.compile(r"\d")
_UNITS = ("uger", "måned", "år", "week", "month", "year")

# Inflected too often to list: borgeren, borgerens; fritages, fritagelsen, fritaget.
_STOCK_STEMS = (
    "aktivering", "arbejdsevne", "assess", "begræns", "behandlingsmæssig", "bevilg", "borger", "citizen", "client",
    "exempt", "fastsat", "forlæng", "forværres", "fritag", "funktionsevne", "grundlag", "helbred", "journal",
    "klient", "lidelse", "notat", "patient", "person", "revurder", "tilbud", "uændre", "undtag", "vurder",
)  # fmt: skip


def repeats(text: str, earlier: Iterable[str | None]) -> bool:
    """Whether ``text`` says nothing that one of ``earlier`` did not say, nearly word for word."""
    return any(_nearly_equal(_bare(text), _bare(other)) for other in earlier if other)


def too_short(text: str) -> bool:
    """Whether ``text`` has too few words to be about anybody."""
    return len(_WORD.findall(text)) < FEWEST_WORDS


def only_general(text: str) -> bool:
    """Whether ``text`` could stand in any case: hardly a word in it is this person's own."""
    words = _WORD.findall(_without_when(folded(text)))
    return len({word for word in words if not _is_stock(word)}) < FEWEST_OWN_WORDS


def _without_when(text: str) -> str:
    """The text without dates and lengths of time."""
    # To look for a digit or a unit first spares most texts the long expression, which a large caseload feels.
    tells = _DIGIT.search(text) or any(unit in text for unit in _UNITS)
    return _WHEN.sub(" ", text) if tells else text


def _bare(text: str) -> str:
    """The words alone: a comma more makes no new reason."""
    return " ".join(_WORD.findall(folded(text)))


def _nearly_equal(text: str, other: str) -> bool:
    if not text or text == other:
        return bool(text)
    if not (_may_be_close(text, other) or (len(text) <= len(other) and _may_be_part(text, other))):
        return False
    # Here, since most reasons are told apart by their letters, and the daily list does not wait for rapidfuzz then.
    from rapidfuzz import fuzz

    if fuzz.ratio(text, other) >= NEARLY_EQUAL or fuzz.token_sort_ratio(text, other) >= NEARLY_EQUAL:
        return True
    # A piece of what was said before adds nothing; the other way round, last time's words with more to them do.
    return len(text) <= len(other) and fuzz.token_set_ratio(text, other) >= NEARLY_A_PART


def _may_be_close(text: str, other: str) -> bool:
    """Whether the letters of both, in whatever order, leave room for being nearly equal, word by word or sorted."""
    total = len(text) + len(other)
    return _reaches(abs(len(text) - len(other)), total, NEARLY_EQUAL) and _reaches(
        _letters_apart(text, other), total, NEARLY_EQUAL
    )


def _may_be_part(text: str, other: str) -> bool:
    """Whether the words of both leave room for one being nearly a part of the other: as the ratio of sets counts."""
    words, others = set(text.split()), set(other.split())
    both, own, more = (" ".join(each) for each in (words & others, words - others, others - words))
    if both and not (own and more):
        return True
    joined = bool(both)
    apart = [(_letters_apart(own, more), 2 * (len(both) + joined) + len(own) + len(more))]
    if both:
        apart += [(len(one) + 1, 2 * len(both) + 1 + len(one)) for one in (own, more)]
    return any(_reaches(distance, total, NEARLY_A_PART) for distance, total in apart)


def _letters_apart(text: str, other: str) -> int:
    """How many letters at least must be put in or taken out to make the one of the other."""
    letters, others = Counter(text), Counter(other)
    return (letters - others).total() + (others - letters).total()


def _reaches(distance: int, total: int, least: int) -> bool:
    """Whether texts of ``total`` letters, of which so many are not shared, are alike to ``least`` in a hundred."""
    return 100 * distance <= (100 - least) * total


def _is_stock(word: str) -> bool:
    return word in IN_ANY_REASON or word.startswith(_STOCK_STEMS)
