"""A case in words, wherever one is told of: when it was opened and closed, and how long the person is on benefit."""

from datetime import date

from kontant.i18n import _, day_text, ngettext
from kontant.model.timeline import Case
from kontant.model.vocabulary import CLOSE_REASON, name_of
from kontant.report.tables import in_words
from kontant.rules.seniority import Seniority


def opened_text(case: Case) -> str:
    """From when to when it is open, and why it was closed."""
    told = _("opened {date}").format(date=day_text(case.opened))
    if case.closed:
        told += ", " + _("closed {date}").format(date=day_text(case.closed))
        if case.close_reason:
            told += f" ({name_of(CLOSE_REASON, case.close_reason)})"
    return told


def seniority_text(found: Seniority, day: date) -> str:
    """Since when, for how many whole years, and in which group, on ``day``."""
    if found.since is None:
        return _("not on benefit on {date}").format(date=day_text(day))
    years = ngettext("{n} year", "{n} years", found.years).format(n=found.years)
    group = in_words("seniority_group", found.group)
    return _("since {date}: {years} (group: {group})").format(date=day_text(found.since), years=years, group=group)
