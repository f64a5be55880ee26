"""Whether a question to a doctor can be answered yes or no, or leaves to the doctor what the municipality must assess.

A doctor describes the illness, its treatment and the regards to take; whether the person can work is assessed by the
municipality on that ground. A closed question that goes on to ask what or how (``..., og i så fald hvilke?``) is open.
"""

import re
from collections.abc import Iterator

from kontant.model.vocabulary import folded

_PEOPLE = (
    r"(?:borger\w*|patient\w*|pt\.?|klient\w*|personen|vedkommende|han|hun|de|der|det|denne|the citizen|"
    r"the person|the client|the patient|he|she|they|there|it|citizen)"
)
_DANISH_VERBS = (
    "kan kunne er var har havde vil ville må måtte skal skulle bør burde bliver får giver gør findes foreligger "
    "mener vurderer vurderes tror synes anbefaler forventes forventer ser kender tåler magter medfører påvirker "
    "behandles tager lider modtager følger forværres"
)
_ENGLISH_VERBS = (
    "can could is are was were has have had will would may might must shall should does do did isn't aren't "
    "doesn't don't hasn't can't"
)
_CLOSED = re.compile(rf"(?:{'|'.join((_DANISH_VERBS + ' ' + _ENGLISH_VERBS).split())})\b")
# "Oplys venligst, om patienten kan ...", "please state whether ...": closed, though it does not begin with the verb.
_WHETHER = re.compile(
    rf"\bhvorvidt\b|\bwhether\b|\b(?:om|if) {_PEOPLE} (?:\w+ )?(?:{'|'.join(_DANISH_VERBS.split())}"
    rf"|{'|'.join(_ENGLISH_VERBS.split())})\b"
)
_OPENING = re.compile(
    r"\b(?:hvad|hvem|hvilken|hvilket|hvilke|hvordan|hvorledes|hvornår|hvorfor|hvor|what|which|how|when|why|where|who)\b"
)
# "Kan du beskrive ..." is a polite way to ask for a description.
_POLITE = re.compile(
    r"(?:kan|kunne|vil|ville|må|can|could|will|would|may) (?:du|de|i|lægen|vi|you|the doctor|we) (?:\w+ ){0,2}?"
    r"(?:beskrive|redegøre|uddybe|forklare|angive|give|få|sende|bede|describe|explain|outline|list|give|set out|ask|"
    r"have|tell us)\b"
)
_WORK_ABILITY = re.compile(
    r"\b\w*arbejdsevne\w*|\bu?arbejdsdygtig\w*|\bsygemeld\w*|\braskmeld\w*|\bjobparat\w*"
    r"|\b(?:er|var|bliver) (?:\w+ ){0,3}rask\b|\berhvervsevne\w*"
    r"|\bfleksjob\w*|\bførtidspension\w*|\bflex(?:ible)? job\w*|\bdisability pension\w*"
    r"|\b(?:safe|forsvarligt)\b.*\b(?:to work|arbejde\w*)\b"
    r"|\b(?:ability|capacity|able|fit|unfit|fitness|unable|capable) (?:to|for|of) (?:\w+ )?work\w*"
    r"|\bwork(?:ing)?[- ](?:ability|capacity|capability)|\bsick[- ]?listed\b|\bjob[- ]ready\b"
)
_CAN_WORK = re.compile(
    rf"\b(?:kan|kunne|magter|can|could) (?:\w+ ){{0,2}}?{_PEOPLE} (?:\w+ ){{0,4}}?"
    r"(?:arbejde|arbejder|varetage|passe et|bestride|stå til rådighed|work|hold a job|take a job|do a job)\b"
    rf"|{_PEOPLE} (?:kan|can) (?:\w+ ){{0,3}}?(?:arbejde|work)\b"
)
_NOT = re.compile(r"\b(?:ikke|ej|uden|not|don't|without)\b")
_MARK = re.compile(r"^[\s\-–•*]*(?:\(?\w?\d*[).:]\s+)?")


def closed(text: str) -> bool:
    """Whether some question in ``text`` can be answered with yes or no."""
    return any(_is_closed(question) for question in _questions(text))


def asks_work_ability(text: str) -> bool:
    """Whether some question in ``text`` asks the doctor if the person can work."""
    return any(_asks_work(question) for question in _questions(text))


def _is_closed(question: str) -> bool:
    if _POLITE.match(question) and not _WHETHER.search(question):
        return False
    found = _CLOSED.match(question) or _WHETHER.search(question)
    return bool(found and not _OPENING.search(question, found.end()))


def _asks_work(question: str) -> bool:
    found = _WORK_ABILITY.search(question)
    if found:
        # "Vi beder ikke om en vurdering af arbejdsevnen" is how it should be said.
        return not _NOT.search(question[: found.start()])
    # "Hvor mange timer kan patienten arbejde siddende?" asks for a limit, not for a verdict.
    return bool(_CAN_WORK.search(question)) and not _OPENING.match(question)


def _questions(text: str) -> Iterator[str]:
    """Each sentence, folded, without its bullet or number."""
    for sentence in re.split(r"(?<=[?!])\s+|(?<=[^\W\d]{2}\.)\s+(?=[A-ZÆØÅ])|\n+|;\s+(?=[A-ZÆØÅ])", text):
        plain = folded(_MARK.sub("", sentence.strip()))
        if plain:
            yield plain
