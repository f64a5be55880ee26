"""What would be right, in words, for each way in which a cell can be wrong."""

from collections.abc import Mapping
from typing import Any

from kontant.dates import EARLIEST, LATEST
from kontant.i18n import N_, _, language
from kontant.model.vocabulary import VOCABULARIES

_SENTENCES: Mapping[str, str] = {
    "missing": N_("something must stand here"),
    "not_a_date": N_("not a date; write 2026-11-22, 22-11-2026, 22.11.2026, 22/11-2026 or 22/11/2026"),
    "no_such_day": N_("there is no such day; dates are written year-month-day or day-month-year"),
    "not_a_number": N_("not a number; write 12,5 or 12.5"),
    "not_a_whole_number": N_("not a whole number; write it in digits only"),
    "not_yes_or_no": N_("neither yes nor no; write ja or nej, yes or no, 1 or 0"),
    "not_first_of_month": N_("a month is given by its first day; write 2026-05-01 or 2026-05"),
    "cpr_form": N_("a CPR number has ten digits, with or without a hyphen after the sixth"),
    "cpr_date": N_("the first six digits of a CPR number are a date, and there is no such day"),
    "control_character": N_("there is a line break, a tab or another invisible character in it; remove it"),
    "not_json": N_('answers are a JSON object: {"question": "answer"}'),
    "short_row": N_("this line has fewer cells than the header; was the file cut off, or a separator lost?"),
    "long_row": N_("this line has more cells than the header; put text that holds the separator in quotation marks"),
    "no_header": N_("this stands under no header; name the column or empty it"),
    "end_before_start": N_("the end lies before the start; a period ends on its first day at the earliest"),
    "closed_before_opened": N_("the case would be closed before it was opened"),
    "before_ordered": N_("this lies before the day on which the statement was ordered"),
    "before_set": N_("this lies before the day on which the goal was set"),
}

# The pairs of columns whose order a model checks, by the code of the fault.
ORDERED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "end_before_start": ("start", ("end",)),
    "closed_before_opened": ("opened", ("closed",)),
    "before_ordered": ("ordered", ("received", "declined", "reminded")),
    "before_set": ("set_on", ("due", "reached")),
}


def right(code: str, name: str = "", column: str = "", context: Mapping[str, Any] | None = None) -> str:
    """What would be right in ``column`` of table ``name``, where the fault is ``code``."""
    limits = context or {}
    if code == "unknown_code":
        return _("not known here; write one of: {known}").format(known=_codes(name, column))
    if code == "year_out_of_range":
        return _("the year must lie in {first}-{last}").format(first=EARLIEST.year, last=LATEST.year)
    if code == "string_too_long":
        return _("too long; at most {n} characters").format(n=limits.get("max_length", ""))
    if code in ("greater_than_equal", "less_than_equal"):
        return _out_of_range(code, limits)
    return _(_SENTENCES[code]) if code in _SENTENCES else _("this cannot stand here")


def _out_of_range(code: str, limits: Mapping[str, Any]) -> str:
    if code == "greater_than_equal":
        return _("too small; at least {n}").format(n=f"{limits.get('ge', 0):g}")
    return _("too large; at most {n}").format(n=f"{limits.get('le', 0):g}")


def _codes(name: str, column: str) -> str:
    """The codes of the column with their names in the language in use; several of them where it takes several."""
    vocabulary = VOCABULARIES[name, column]
    named = ((getattr(names, language()), code) for code, names in vocabulary.items())
    listed = ", ".join(code if name == code else f"{name} ({code})" for name, code in named)
    return listed + " " + _("(several with | between them)") if column == "challenges" else listed
