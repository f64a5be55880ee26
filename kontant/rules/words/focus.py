"""The focus family in words: what the conversation notes are about."""

from collections.abc import Callable, Mapping
from datetime import date

from kontant.i18n import N_, _, day_text, ngettext
from kontant.rules.words import Facts, RuleWords


def _barriers_dominate(facts: Facts, deadline: date | None) -> str:
    return ngettext(
        "The latest conversation note ({last}) tells of barriers, not of wishes, resources or goals.",
        "The latest {n} conversation notes ({first} to {last}) tell of barriers, not of wishes, resources or goals.",
        facts["notes"],
    ).format(n=facts["notes"], first=day_text(facts["first"]), last=day_text(facts["last"]))


def _job_focus_missing(facts: Facts, deadline: date | None) -> str:
    return ngettext(
        "The conversation note with answers after {after} has no job wishes, openings, job goals or resources.",
        "None of {n} conversation notes with answers after {after} has job wishes, openings, job goals or resources.",
        facts["notes"],
    ).format(n=facts["notes"], after=day_text(facts["after"]))


def _notes_unstructured(facts: Facts, deadline: date | None) -> str:
    return ngettext(
        "The conversation note after {after} is free text alone; no question is answered.",
        "The {n} conversation notes after {after} are free text alone; no question is answered.",
        facts["notes"],
    ).format(n=facts["notes"], after=day_text(facts["after"]))


WORDS: Mapping[str, RuleWords] = {
    "barriers-dominate": RuleWords(
        title=N_("Barriers fill the notes"),
        says=N_(
            "The rule looks at the latest conversation notes with answers: all of them tell of barriers, and none of "
            "wishes, openings, resources or goals. Begin the next conversation with what the person wants and can do, "
            "and write it down: for each barrier, what is possible all the same."
        ),
        clears=N_("A conversation note with wishes, openings, job goals, sub-goals or resources in it."),
        summary=_barriers_dominate,
        next_step="note {case} conversation",
    ),
    "job-focus-missing": RuleWords(
        title=N_("Conversations without job focus"),
        says=N_(
            "On the job track, conversations are about concrete jobs and what the person can build on. The rule looks "
            "at the answers in the notes of the last six months, where a conversation note answers more than when and "
            "how it was held; text alone says neither. Ask about wishes, openings and resources at the next "
            "conversation, and answer those questions in its note."
        ),
        clears=N_("A note of any kind with job wishes, openings, job goals or resources in it."),
        summary=_job_focus_missing,
        next_step="note {case} conversation",
    ),
    "notes-unstructured": RuleWords(
        title=N_("Notes without answers"),
        says=N_(
            "Three or more conversation notes in six months and no question answered in any: what was agreed and "
            "wished for can be neither found nor followed up. Let the guide ask the questions next time; most may be "
            "passed over."
        ),
        clears=N_("A conversation note in which at least one question is answered."),
        summary=_notes_unstructured,
        next_step="note {case} conversation",
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "few_notes": lambda f: _("There are too few conversation notes to judge by."),
    "few_answered": lambda f: _("There are too few conversation notes with answers to judge by."),
    "more_than_barriers": lambda f: _("The latest conversation notes are not about barriers alone."),
    "not_job_track": lambda f: _("The case is not on the job track."),
    "no_answers": lambda f: _("No recent conversation note has answers that tell what was talked about."),
    "has_job_focus": lambda f: _("A recent note tells of job wishes, openings, job goals or resources."),
    "structured": lambda f: _("A recent conversation note has answers."),
}
"""Why a rule of the family raises nothing in a case."""

FACTS: Mapping[str, str] = {"first": N_("earliest"), "notes": N_("conversation notes")}
"""What the family's own facts are called."""
