"""How a brief says things: texts with their footnotes, periods, what is missing, and how many more there are."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from kontant.exchange.pages.model import Run, Text, runs
from kontant.i18n import _, day_text
from kontant.model.vocabulary import Vocabulary, name_of
from kontant.rules.answers import filled
from kontant.store.journal import JournalNote


def cited(text: Text, *notes: int, strong: bool = False) -> Text:
    """``text`` with the numbers of its footnotes after it."""
    told = list(runs(text)) or [Run("")]
    if told[-1].note is None and notes:
        first, *notes_left = notes
        told[-1] = told[-1]._replace(note=first)
    else:
        notes_left = list(notes)
    return [*(run._replace(strong=strong or run.strong) for run in told), *(Run("", note=n) for n in notes_left)]


def or_missing(text: str | None, missing: str, *notes: int) -> Text:
    """A record's own text with its footnotes; where it has none, that it is missing."""
    return cited(text, *notes) if text and text.strip() else missing


def joined(*parts: Text, between: str = " ") -> Text:
    """Texts one after another, empty ones left out."""
    found: list[Run] = []
    for part in parts:
        if part:
            found += [Run(between)] if found else []
            found += runs(part)
    return found


def labelled(told: Iterable[tuple[str, str]]) -> Text:
    """Answers one after another, each behind its name."""
    return joined(*(lead(label, text) for label, text in told), between=" · ")


def lead(text: str, rest: Text) -> Text:
    """A text behind a strong beginning, which ends in a colon."""
    return [Run(_("{lead}:").format(lead=text), strong=True), Run(" "), *runs(rest)]


def span(start: date, end: date | None) -> str:
    """A period's first and last day."""
    if end is None:
        return _("{start} on").format(start=day_text(start))
    return _("{start} to {end}").format(start=day_text(start), end=day_text(end))


def days_span(days: Iterable[date]) -> str:
    """From the first to the last of some days; the day itself where they are one."""
    found = sorted(days)
    return day_text(found[0]) if found[0] == found[-1] else span(found[0], found[-1])


def capital(text: str) -> str:
    """The text with its first letter capital and the rest as it was."""
    return text[:1].upper() + text[1:]


def said(note: JournalNote, question: str) -> str:
    """What a note answers to a question that takes words; nothing where it takes none, or was not answered."""
    answer = note.answers.get(question)
    if isinstance(answer, str) and filled(answer):
        return answer.strip("\n")
    return ""


def answers_of(note: JournalNote, questions: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a note answers to questions that take words, each behind what the question is called here."""
    return [(_(label), text) for question, label in questions if (text := said(note, question))]


def rows(note: JournalNote, question: str) -> list[Mapping[str, Any]]:
    """The filled rows of a note's answer to a question that takes a list."""
    answer = note.answers.get(question)
    return [row for row in answer if isinstance(row, dict) and filled(row)] if isinstance(answer, list) else []


def codes(note: JournalNote, question: str) -> list[str]:
    """The codes of a note's answer to a question of which several may be chosen."""
    answer = note.answers.get(question)
    return [code for code in answer if isinstance(code, str)] if isinstance(answer, list) else []


def cell(row: Mapping[str, Any], column: str) -> str:
    """A text in a row of a list, empty where it has none."""
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""


def named(vocabulary: Vocabulary, code: Any) -> str:
    """What an answer's code is called; as it stands where it is a municipality's own."""
    return name_of(vocabulary, code) if isinstance(code, str) else ""


def answered(notes: Iterable[JournalNote], *questions: str) -> Iterator[JournalNote]:
    """The notes that answer one of the questions, in the order in which they come."""
    return (note for note in notes if any(filled(note.answers.get(question)) for question in questions))
