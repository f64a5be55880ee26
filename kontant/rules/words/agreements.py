"""The agreements family in words: who was to do what, and by when."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from kontant.i18n import N_, _, day_text
from kontant.model.vocabulary import Name, Vocabulary, name_of
from kontant.rules.words import Facts, RuleWords, others, the_day_itself

WHOSE: Vocabulary = MappingProxyType(
    {
        "ours": Name("the municipality", "kommunen"),
        "person": Name("the person", "borgeren"),
        "company": Name("the company", "virksomheden"),
        "doctor": Name("the doctor", "lægen"),
        "other": Name("somebody else", "en anden"),
    }
)
"""Whose part an agreement is: never a name."""


def _agreement_due(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    told = _("Agreed {date} for {deadline}, {whose}: {what}.").format(
        date=day_text(facts["date"]),
        deadline=day_text(deadline),
        whose=name_of(WHOSE, facts["whose"]),
        what=facts["what"].rstrip("."),
    )
    return others(told, facts)


WORDS: Mapping[str, RuleWords] = {
    "agreement-due": RuleWords(
        title=N_("Agreement to follow up"),
        says=N_(
            "What was agreed is followed up on its day, ours as well as the person's. The rule looks at agreements "
            "with a day in the notes of the last twelve months. Find out what became of it and write it down, or agree "
            "on a new day."
        ),
        clears=N_(
            "A note with answers, later than the one that holds the agreement and at most a week before the day: of "
            "any kind but a handover or the order of a statement; or the same agreement with another day in a later "
            "note."
        ),
        summary=_agreement_due,
        next_step="note {case} free",
        arithmetic=the_day_itself,
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "none_dated": lambda f: _("No recent note holds an agreement with a day."),
    "all_followed": lambda f: _("Every agreement with a day is followed up or moved."),
}
"""Why a rule of the family raises nothing in a case."""

FACTS: Mapping[str, str] = {"what": N_("agreement"), "whose": N_("whose part")}
"""What the family's own facts are called."""

CODES: Mapping[str, Vocabulary] = {"whose": WHOSE}
"""The facts that hold a code, and of which vocabulary."""
