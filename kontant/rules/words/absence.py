"""The absence family in words: absences that nobody asked about, heard the person on, or decided in time."""

from collections.abc import Callable, Mapping
from datetime import date

from kontant.i18n import N_, _, day_text
from kontant.model.vocabulary import ABSENCE_FROM, Vocabulary, name_of
from kontant.rules.words import Facts, RuleWords, days, months, others, the_sum


def _contact_due(facts: Facts, deadline: date | None) -> str:
    told = _("Stayed away {date} ({what}); no attempt at contact is on record.").format(
        date=day_text(facts["date"]), what=name_of(ABSENCE_FROM, facts["from_kind"])
    )
    return others(told, facts)


def _hearing_due(facts: Facts, deadline: date | None) -> str:
    told = _("Stayed away {date} ({what}) without a reasonable ground; no hearing has been sent.").format(
        date=day_text(facts["date"]), what=name_of(ABSENCE_FROM, facts["from_kind"])
    )
    return others(told, facts)


def _window_closing(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    told = _("Stayed away {date} and nothing is decided; after {deadline} it is too late.").format(
        date=day_text(facts["date"]), deadline=day_text(deadline)
    )
    return others(told, facts)


def _window_sum(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    return _("the month of {date} + {months}, its last day: {deadline}").format(
        date=day_text(facts["date"]), months=months(facts["months"]), deadline=day_text(deadline)
    )


def _pattern(facts: Facts, deadline: date | None) -> str:
    return _("Stayed away {n} times from {first} to {last}: what is behind it?").format(
        n=facts["count"], first=day_text(facts["first"]), last=day_text(facts["last"])
    )


WORDS: Mapping[str, RuleWords] = {
    "absence-contact-due": RuleWords(
        title=N_("Absence without contact"),
        says=N_(
            "When the person stays away, somebody gets in touch within seven days and asks why. Looks at absences of "
            "the last six months that are undecided, without a reasonable ground and without an attempt at contact, "
            "while a reduction can still be decided. Call, write or visit, and note each attempt: no reduction can "
            "stand without them."
        ),
        clears=N_(
            "An attempt at contact on the absence or in an absence note, or a conversation held, on that day or later; "
            "a reasonable ground; a decision; the end of the months for it."
        ),
        summary=_contact_due,
        next_step="note {case} absence",
        arithmetic=lambda f, d: the_sum(f["date"], days(f["within_days"]), d),
    ),
    "absence-hearing-due": RuleWords(
        title=N_("Absence without hearing"),
        says=N_(
            "Before a reduction is decided the person is heard. Looks at undecided absences of the last six months "
            "that have no reasonable ground and no hearing, while a reduction can still be decided. Send the hearing, "
            "or decide that there is to be no reduction."
        ),
        clears=N_(
            "The day on which the hearing was sent; a reasonable ground; a decision; the end of the months for it."
        ),
        summary=_hearing_due,
        next_step="note {case} absence",
        arithmetic=lambda f, d: the_sum(f["date"], days(f["within_days"]), d),
    ),
    "absence-window-closing": RuleWords(
        title=N_("Last chance to decide on absence"),
        says=N_(
            "A reduction must be carried out within three whole calendar months after the month of the absence. "
            "Looks at undecided absences whose months end within thirty days. Decide, either way: afterwards no "
            "reduction is possible, and the flag goes."
        ),
        clears=N_("A decision, or a reasonable ground; the end of the months."),
        summary=_window_closing,
        next_step="note {case} absence",
        arithmetic=_window_sum,
    ),
    "absence-pattern": RuleWords(
        title=N_("Absent again and again"),
        says=N_(
            "The person stayed away three times or more in six months. Ask what is behind it: health, treatment, "
            "family, transport, or a plan that does not fit. Mend what can be mended before the next day is set. The "
            "flag comes back with the next absence, if there still are so many."
        ),
        clears=N_(
            "A conversation held, or a note of a conversation, a round table or a review of the plan, after the latest "
            "absence; fewer absences in the last six months."
        ),
        summary=_pattern,
        next_step="note {case} conversation",
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "none_undecided": lambda f: _("No absence is waiting for a decision."),
    "in_contact": lambda f: _("A conversation was held, or a note on the contact written, {date}.").format(
        date=day_text(f["contact"])
    ),
    "no_hearing_missing": lambda f: _("No absence without a reasonable ground is waiting for a hearing."),
    "too_late": lambda f: _(
        "It is too late to decide on the absence of {date}: there is nothing left to ask for."
    ).format(date=day_text(f["date"])),
    "window_closed": lambda f: _("The months for deciding on the absence of {date} have passed.").format(
        date=day_text(f["date"])
    ),
    "no_absence": lambda f: _("No absence is on record."),
    "talked": lambda f: _("There was a talk {date}, after the latest absence.").format(date=day_text(f["talked"])),
    "few": lambda f: _("Absences after {date}: {n}.").format(date=day_text(f["after"]), n=f["count"]),
}
"""Why a rule of the family raises nothing in a case."""

FACTS: Mapping[str, str] = {
    "contact": N_("contact"),
    "first": N_("first"),
    "from_kind": N_("stayed away from"),
    "talked": N_("talk"),
}

CODES: Mapping[str, Vocabulary] = {"from_kind": ABSENCE_FROM}
