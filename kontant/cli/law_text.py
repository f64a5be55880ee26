"""What a reader must know of the law behind a list: which rules were silent and why, and what is unverified."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kontant.i18n import _, day_text, ngettext
from kontant.model.vocabulary import CONVERSATION_KIND, OFFER_TYPE, TARGET_GROUP, name_of
from kontant.rules.evaluate import Evaluator, Silence
from kontant.rules.law import Law
from kontant.rules.parameters import ALL_GROUPS, Outcome, Value

# A value that no person has held against its source for so long is told of.
STALE_AFTER = timedelta(days=365)
# The parameters whose value is a list of codes, and of which vocabulary.
_CODES = {
    "contact.counting_kinds": CONVERSATION_KIND,
    "passivity.counting_offers": OFFER_TYPE,
    "offers.followed_types": OFFER_TYPE,
    "offers.company_types": OFFER_TYPE,
}


def caveats(rules: Evaluator, today: date) -> Iterator[str]:
    """One sentence for each reason of silence, one for unverified values, one for values long unchecked."""
    yield from _silences(rules.silent(), rules.law)
    records = rules.relied_on()
    unverified = [record for record in records if record.unverified]
    if unverified:
        yield _("Not verified against its source: {names}. See: kontant rules").format(names=_names(rules, unverified))
    stale = [record for record in records if is_stale(record, today)]
    if stale:
        told = ngettext(
            "{n} value in force has not been checked by a person for a year: {names}.",
            "{n} values in force have not been checked by a person for a year: {names}.",
            len(stale),
        )
        yield told.format(n=len(stale), names=_names(rules, stale, most=3))


def is_stale(record: Value, today: date) -> bool:
    """Whether nobody has checked the record for a year, or ever."""
    return record.checked is None or today - record.checked > STALE_AFTER


def outcome_text(outcome: Outcome, record: Value | None) -> str:
    """Why there is no value, with the day that matters."""
    if outcome is Outcome.REPEALED and record and record.last:
        return _("repealed after {date}").format(date=day_text(record.last))
    if outcome is Outcome.NOT_YET and record:
        return _("not in force before {date}").format(date=day_text(record.first))
    if record is not None and record.unknown:
        return _("not known from {date}").format(date=day_text(record.first))
    if record is not None:
        return _("not known before {date}").format(date=day_text(record.first))
    return _("not known")


def value_text(record: Value) -> str:
    """A record's value in a few words; codes by their names."""
    value = record.value
    if isinstance(value, tuple):
        return ", ".join(name_of(_CODES[record.name], v) if record.name in _CODES else str(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {days}" for key, days in value.items())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _("not known") if value is None else str(value)


def groups_text(groups: Iterable[str]) -> str:
    """The target groups by name, nothing where it is all of them."""
    chosen = set(groups)
    if chosen == ALL_GROUPS:
        return ""
    return ", ".join(name_of(TARGET_GROUP, code) for code in TARGET_GROUP if code in chosen)


def _silences(silences: list[Silence], law: Law) -> Iterator[str]:
    by_reason: dict[tuple[str, str], list[Silence]] = {}
    for silence in silences:
        reason = outcome_text(silence.outcome, silence.record)
        by_reason.setdefault((reason, groups_text(silence.groups)), []).append(silence)
    for (reason, whom), members in by_reason.items():
        names = list(dict.fromkeys(member.parameter for member in members))
        what = law.parameters[names[0]].title if len(names) <= 2 else _("Several values")
        rules = ", ".join(dict.fromkeys(member.rule for member in members))
        yield _("{what}: {reason}. Silent on it: {rules}.").format(
            what=capital(what) + (f" ({whom})" if whom else ""), reason=reason, rules=rules
        )


def capital(text: str) -> str:
    """The text with its first letter capital and the rest as it was."""
    return text[:1].upper() + text[1:]


def _names(rules: Evaluator, records: list[Value], most: int = 5) -> str:
    names = []
    for record in records[:most]:
        whom = groups_text(record.groups)
        names.append(rules.law.parameters[record.name].title + (f" ({whom})" if whom else ""))
    return "; ".join(names) + ("; …" if len(records) > most else "")
