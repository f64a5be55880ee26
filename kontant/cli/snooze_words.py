"""A snooze in words and as data: until when, by whom, why; and the deadline that it lies past."""

from datetime import date
from typing import Any

from kontant.exchange.json_values import plain
from kontant.i18n import _, day_text
from kontant.model.person import masked
from kontant.rules.flags import Flag
from kontant.rules.snoozing import is_past, is_statutory
from kontant.store.snoozes import Snooze


def term(snooze: Snooze) -> str:
    """How long the flag is put aside."""
    if snooze.until is None:
        return _("until its facts change")
    return _("until {date}").format(date=day_text(snooze.until))


def snooze_text(snooze: Snooze) -> str:
    """Until when, who put it aside on which day, and why; any CPR number in the reason is masked."""
    told = _("Snoozed {term} ({who}, {date}): {reason}")
    who = snooze.caseworker or _("nobody named")
    return masked(told.format(term=term(snooze), who=who, date=day_text(snooze.set_on), reason=snooze.reason.strip()))


def past_text(flag: Flag, day: date) -> str:
    """That the flag is past its deadline on ``day``, a statutory one by name; nothing where it is not."""
    if not is_past(flag, day):
        return ""
    assert flag.deadline is not None
    told = _("Past a statutory deadline, {date}: {law}") if is_statutory(flag) else _("Past its deadline, {date}.")
    return told.format(date=day_text(flag.deadline), law=flag.law[0].cited)


def snooze_json(flag: Flag, snooze: Snooze, day: date) -> dict[str, Any]:
    """The snooze with stable keys; ``event`` is the number to undo it by."""
    past = is_past(flag, day)
    return {
        "set_on": plain(snooze.set_on),
        "until": plain(snooze.until),
        "reason": masked(snooze.reason),
        "caseworker": None if snooze.caseworker is None else masked(snooze.caseworker),
        "past_deadline": past,
        "past_statutory_deadline": past and is_statutory(flag),
        "event": snooze.event,
    }
