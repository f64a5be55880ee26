"""The person in a case: when they were born, how old they are, and how a CPR number is known and shown."""

import re
from collections.abc import Collection
from datetime import date

from kontant.dates import whole_years
from kontant.model.timeline import Case

# Six digits that can be a date, then four, in a run of digits of their own: how a CPR number stands in running
# text, and how the decimals of 12.333333333333334 do not.
_CPR = re.compile(r"(?<!\d)([0-3]\d[01]\d{3})[- ]?\d{4}(?!\d)", re.ASCII)

ADULT = 30
"""Age from which a person is not counted as young where caseloads are recommended."""


def birth_date(case: Case) -> date | None:
    """The day of birth as recorded, else as the CPR number tells it; None if neither does."""
    return case.birth_date or _born_by_cpr(case.cpr)


def unfit(case: Case) -> list[str]:
    """The fields that say otherwise than the CPR number does: ``birth_date``, ``gender``."""
    if case.cpr is None:
        return []
    born = _born_by_cpr(case.cpr)
    by_number = {"birth_date": born, "gender": ("female", "male")[int(case.cpr[-1]) % 2]}
    return [name for name, value in by_number.items() if value and getattr(case, name) not in (None, value)]


def _born_by_cpr(cpr: str | None) -> date | None:
    if cpr is None:
        return None
    # Costs a fifth of showing a case; most have a day of birth on record.
    from stdnum.dk import cpr as cpr_number

    try:
        born: date = cpr_number.get_birth_date(cpr)
    except ValueError:
        return None
    return born


def age(case: Case, day: date) -> int | None:
    """Whole years on ``day``; None if the day of birth is not known or not yet come."""
    born = birth_date(case)
    return whole_years(born, day) if born and born <= day else None


def is_young(years: int | None) -> bool:
    """Whether somebody of this age is counted as young; of an age not known nobody is."""
    return years is not None and years < ADULT


def shown_cpr(cpr: str | None, *, whole: bool) -> str | None:
    """A CPR number as a screen shows it: 010190-****, the last four digits only where asked for."""
    return None if cpr is None else f"{cpr[:6]}-{cpr[6:] if whole else '****'}"


def masked(text: str) -> str:
    """``text`` with the last four digits of any CPR number in it masked."""
    return _CPR.sub(r"\1-****", text)


def masked_but(text: str, own: Collection[str]) -> str:
    """``text`` with the last four digits of any CPR number in it masked, but of the numbers in ``own``."""
    return _CPR.sub(lambda found: found[0] if found[0][:6] + found[0][-4:] in own else f"{found[1]}-****", text)


def holds_cpr(text: str) -> bool:
    """Whether what looks like a CPR number stands in ``text``."""
    return _CPR.search(text) is not None
