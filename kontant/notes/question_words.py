"""What a template says of a question beside its text, in words: its kind, its codes, and when it is asked."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from kontant.i18n import N_, _
from kontant.model.vocabulary import name_of
from kontant.notes.names import CHOSEN, CODES, COLUMNS, KEYS, VOCABULARIES
from kontant.notes.template import Choice, Column, Condition, Question, Template
from kontant.notes.values import shown

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "text": N_("One line of text."),
        "long_text": N_("Text; it may have several lines."),
        "choice": N_("One of: {choices}."),
        "several": N_("Any of: {choices}."),
        "yes_no": N_("Yes or no: true or false."),
        "date": N_("A date, such as 2026-12-01 or +14d."),
        "number": N_("A number."),
        "list": N_("Rows with the columns: {columns}."),
        "record": N_("A record of the case by its key, such as: {key}."),
        "records": N_("Records of the case by their keys, such as: {key}."),
    }
)
_COLUMN_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "text": N_("text"),
        "long_text": N_("text"),
        "choice": N_("one of {choices}"),
        "yes_no": N_("true or false"),
        "date": N_("date"),
        "number": N_("a number"),
    }
)

FACT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "opened": N_("the day on which the case was opened"),
        "coordinator": N_("a coordinating caseworker"),
        "conversation_kind": N_("the kind of the planned conversation"),
        "last_conversation": N_("an earlier conversation"),
        "planned_conversation": N_("a planned conversation"),
        "planned_conversation_date": N_("the day of a planned conversation"),
        "planned_same_kind": N_("a planned conversation of the same kind"),
        "planned_today": N_("a conversation planned on the day"),
        "conversation_missed": N_("a conversation that was missed"),
        "next_conversation": N_("a proposed day for the next conversation"),
        "next_conversation_deadline": N_("a deadline for the next conversation"),
        "exemption_now": N_("an exemption on the day"),
        "exemption_end": N_("an end of the exemption"),
        "job_goal": N_("a job goal"),
        "job_goals": N_("job goals"),
        "cv_registered": N_("a registered CV"),
        "track": N_("the track"),
        "target_group": N_("the target group"),
        "changed_on": N_("a recent change of caseworker"),
        "former_caseworker": N_("a former caseworker"),
        "absence_planned": N_("a missed conversation without an absence"),
        "absence_from": N_("something the person stayed away from"),
        "offer_planned": N_("an offer that begins"),
        "prolong_from": N_("a day from which to prolong"),
        "open_ended": N_("a chosen exemption without an end"),
        "goals_text": N_("goals"),
        "agreements": N_("agreements in force"),
        "agreements_last": N_("agreements of the latest note"),
        "planned_text": N_("planned conversations"),
        "deadlines_text": N_("open deadlines"),
        "statements_text": N_("medical statements"),
        "offers_text": N_("offers"),
        "exemptions_text": N_("exemptions"),
        "regards": N_("regards to take"),
        "works_in_contact": N_("what works in contact"),
        "challenges_text": N_("challenges"),
        "tried_text": N_("something that was tried"),
        "record_text": N_("a chosen record"),
        "reduction_text": N_("a deadline for a reduction"),
    }
)
"""What each fact is called where a condition on it is told."""

_CHOSEN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "start": N_("the first day of the chosen record"),
        "end": N_("the last day of the chosen record"),
        "outcome": N_("the outcome of the chosen offer"),
        "provider": N_("the place of the chosen offer"),
        "goal": N_("the goal of the chosen offer"),
        "hours_per_week": N_("the hours a week of the chosen offer"),
        "scope": N_("the scope of the chosen exemption"),
        "reason": N_("the reason of the chosen exemption"),
        "explanation": N_("the explanation of the chosen exemption"),
        "from_kind": N_("what the chosen absence was from"),
        "reasonable_ground": N_("a reasonable ground of the chosen absence"),
        "hearing_sent": N_("a hearing sent for the chosen absence"),
        "decision": N_("the decision on the chosen absence"),
        "ordered": N_("the order of the chosen statement"),
        "received": N_("the receipt of the chosen statement"),
    }
)
"""What a column of the chosen record is called there; any other by the code of the column."""


def kind_words(question: Question) -> str:
    """What may be answered, in one sentence with the codes and columns."""
    key = key_example(question.table) if question.table else ""
    columns = "; ".join(_column(column) for column in question.columns)
    return _(_KINDS[question.kind]).format(choices=_codes(question.choices), columns=columns, key=key)


def cited(source: str) -> str:
    """A source in the language in use: it is names and numbers, with these two words between them."""
    return source.replace(" ch. ", _(" ch. ")).replace(" and ", _(" and "))


def key_example(table: str) -> str:
    """How a record of ``table`` is named in an answer: "work_placement 2026-12-01"."""
    return " ".join(_key_part(table, column) for column in KEYS[table])


def when_words(question: Question, template: Template) -> str | None:
    """When the question is asked, in one sentence; None where it always is."""
    if not question.when:
        return None
    told = _(" and ").join(_condition(condition, template) for condition in question.when)
    return _("Asked only if {conditions}.").format(conditions=told)


def _key_part(table: str, column: str) -> str:
    vocabulary = CODES.get((table, column))
    if vocabulary is not None:
        return next(iter(vocabulary))
    return "2026-12-01" if COLUMNS[table][column] == "date" else f"[{column}]"


def _codes(choices: tuple[Choice, ...]) -> str:
    named = ((choice.code, choice.text.here) for choice in choices)
    return ", ".join(code if code == name else f"{code} ({name})" for code, name in named)


def _column(column: Column) -> str:
    kind = _(_COLUMN_KINDS[column.kind]).format(choices=_codes(column.choices))
    words = [column.label.here, kind, *([_("required")] if column.required else [])]
    return f"{column.id} ({', '.join(words)})"


def _condition(condition: Condition, template: Template) -> str:
    if condition.subject == "fact":
        return _fact_condition(condition)
    question = template.question(condition.name)
    label = _quoted(question.label.here)
    if condition.test == "filled":
        return (_("{label} is answered") if condition.value else _("{label} is left empty")).format(label=label)
    if condition.test == "differs_from":
        return _("{label} differs from what the case has").format(label=label)
    values = _(" or ").join(_quoted(_value(question, value)) for value in condition.value)
    told = _("{label} is {values}") if condition.test == "is" else _("{label} is not {values}")
    return told.format(label=label, values=values)


def _quoted(text: str) -> str:
    return _("“{text}”").format(text=text)


def _value(question: Question, value: Any) -> str:
    return shown(question, [value] if question.kind in ("several", "records") else value)


def _fact_condition(condition: Condition) -> str:
    fact = _fact(condition.name)
    if condition.test == "differs_from":
        if condition.value == "$note.date":
            return _("{fact} is not on the note's date").format(fact=fact)
        return _("{fact} differs from what was answered").format(fact=fact)
    if condition.test == "filled" or condition.value == (True,):
        # That a truth is not so says as much as that there is nothing of the kind.
        there = condition.value is True or condition.test == "is"
        return (_("the case has {fact}") if there else _("the case does not have {fact}")).format(fact=fact)
    values = _(" or ").join(_quoted(_named(condition.name, value)) for value in condition.value)
    told = _("{fact} is {values}") if condition.test == "is" else _("{fact} is not {values}")
    return told.format(fact=fact, values=values)


def _fact(name: str) -> str:
    column = name.removeprefix(CHOSEN)
    if column == name:
        return _(FACT_WORDS[name])
    known = _CHOSEN_WORDS.get(column)
    return _(known) if known else _("{column} of the chosen record").format(column=column)


def _named(fact: str, value: Any) -> str:
    """A value of a fact in words: a code of its vocabulary, or of a column that is called so."""
    column = fact.removeprefix(CHOSEN)
    vocabularies = [known for (_table, name), known in CODES.items() if name == column]
    if fact in VOCABULARIES:
        vocabularies.append(VOCABULARIES[fact])
    known = next((vocabulary for vocabulary in vocabularies if value in vocabulary), None)
    return str(value) if known is None else name_of(known, value)
