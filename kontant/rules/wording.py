"""A flag in words: a short reason, how its deadline came about, and the command that deals with it."""

from collections.abc import Callable, Mapping
from datetime import date
from shlex import quote
from typing import Any

from kontant.i18n import N_, _, day_text, ngettext
from kontant.model.vocabulary import CONVERSATION_KIND, EXEMPTION_REASON, EXEMPTION_SCOPE, name_of
from kontant.rules.flags import Flag

Facts = Mapping[str, Any]


def summary(flag: Flag) -> str:
    """Why the flag stands, in one short sentence."""
    return _SUMMARIES[flag.rule](flag.facts, flag.deadline)


def arithmetic(flag: Flag) -> str:
    """How the deadline came about, as a sum; empty for a flag without one."""
    worded = _ARITHMETIC.get(flag.rule)
    return worded(flag.facts, flag.deadline) if worded and flag.deadline else ""


def facts_text(flag: Flag) -> str:
    """The facts that were looked at, each by its name; what is empty is left out."""
    told = (f"{_(FACTS[name])}: {_fact(name, value)}" for name, value in flag.facts.items() if value is not None)
    return "; ".join(told)


def next_step(flag: Flag, prefix: str = "kontant") -> str:
    """The command to type next: the note that deals with it, else the record, else the case itself."""
    step = _NEXT_STEPS.get(flag.rule, "case show {case}")
    told = step.format(case=shell_word(flag.case_ref), date=flag.facts.get("date"))
    return f"{prefix} {told}"


def shell_word(text: str) -> str:
    """``text`` as one word of a command that a person types or pastes."""
    return text if text.replace("-", "").isalnum() else quote(text)


_NEXT_STEPS: Mapping[str, str] = {
    "conversation-first": "note {case} conversation",
    "conversation-due": "note {case} conversation",
    "conversation-shortfall": "note {case} conversation",
    "conversation-start": "note {case} conversation",
    "conversation-unrecorded": "conversation change {case} {date}",
    "offer-first": "note {case} offer_start",
    "passive-period": "note {case} offer_start",
    "exemption-expiring": "note {case} exemption_review",
    "exemption-ended": "note {case} exemption_review",
    "exemption-open-ended": "note {case} exemption_review",
    "caseworker-missing": "case assign {case}",
    "caseworker-change": "note {case} conversation",
    "handover-missing": "note {case} handover",
}

FACTS: Mapping[str, str] = {
    "after": N_("counted after"),
    "base": N_("counted from"),
    "caseworker": N_("caseworker"),
    "caseworkers": N_("caseworkers"),
    "changed": N_("changed on"),
    "coming": N_("next offer begins"),
    "count": N_("number"),
    "date": N_("date"),
    "end": N_("end"),
    "exempt_to": N_("exempt to"),
    "former": N_("former caseworker"),
    "from": N_("since"),
    "held": N_("held"),
    "kind": N_("kind"),
    "last": N_("latest"),
    "missing": N_("missing"),
    "months": N_("months"),
    "opened": N_("opened"),
    "per_12_months": N_("in 12 months"),
    "planned": N_("planned"),
    "reason": N_("reason"),
    "required": N_("required"),
    "reviewed": N_("reviewed"),
    "scope": N_("scope"),
    "since": N_("duty since"),
    "start": N_("start"),
    "until": N_("until"),
    "within_days": N_("within days"),
}
"""What each fact is called, marked for the catalogue."""

_CODES = {"kind": CONVERSATION_KIND, "scope": EXEMPTION_SCOPE, "reason": EXEMPTION_REASON}


def _fact(name: str, value: Any) -> str:
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, list):
        return ", ".join(value)
    return name_of(_CODES[name], value) if name in _CODES else str(value)


def _days(count: int) -> str:
    return ngettext("{n} day", "{n} days", count).format(n=count)


def _months(count: int) -> str:
    return ngettext("{n} month", "{n} months", count).format(n=count)


def _scope(facts: Facts) -> str:
    return name_of(EXEMPTION_SCOPE, facts["scope"])


def _planned(facts: Facts) -> str:
    if not facts.get("planned"):
        return ""
    return " " + _("One is planned for {date}, after the deadline.").format(date=day_text(facts["planned"]))


def _conversation_first(facts: Facts, deadline: date | None) -> str:
    told = _("No conversation yet; the first is due within {days} of {date}.").format(
        days=_days(facts["within_days"]), date=day_text(facts["since"])
    )
    return told + _planned(facts)


def _conversation_due(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    if facts["last"] is None:
        told = _("No conversation since {date}; {n} a year means one by {deadline}.").format(
            date=day_text(facts["since"]), n=facts["per_12_months"], deadline=day_text(deadline)
        )
    else:
        told = _("Last conversation {date}; {n} a year means one by {deadline}.").format(
            date=day_text(facts["last"]), n=facts["per_12_months"], deadline=day_text(deadline)
        )
    return told + _planned(facts)


def _conversation_shortfall(facts: Facts, deadline: date | None) -> str:
    return _("{held} of {n} conversations held after {date}.").format(
        held=facts["held"], n=facts["per_12_months"], date=day_text(facts["after"])
    )


def _conversation_start(facts: Facts, deadline: date | None) -> str:
    return _("{held} of {n} conversations in the first {months} after {date}.").format(
        held=facts["held"], n=facts["required"], months=_months(facts["months"]), date=day_text(facts["opened"])
    )


def _conversation_unrecorded(facts: Facts, deadline: date | None) -> str:
    told = _("{kind} on {date} still stands as planned: was it held?").format(
        kind=name_of(CONVERSATION_KIND, facts["kind"]).capitalize(), date=day_text(facts["date"])
    )
    others = facts["count"] - 1
    if not others:
        return told
    return told + " " + ngettext("({n} more like it)", "({n} more like it)", others).format(n=others)


def _coming(facts: Facts) -> str:
    if not facts["coming"]:
        return ""
    return " " + _("The next offer begins {date}, after the deadline.").format(date=day_text(facts["coming"]))


def _offer_first(facts: Facts, deadline: date | None) -> str:
    if facts["exempt_to"]:
        told = _("No offer yet; the exemption ended {date}.").format(date=day_text(facts["exempt_to"]))
    else:
        told = _("No offer yet since the case was opened {date}.").format(date=day_text(facts["base"]))
    return told + _coming(facts)


def _passive_period(facts: Facts, deadline: date | None) -> str:
    told = _("No offer, paid hours or exemption after {date}.").format(date=day_text(facts["last"]))
    return told + _coming(facts)


def _exemption_expiring(facts: Facts, deadline: date | None) -> str:
    return _("{scope}: ends {date}, and nothing follows it.").format(
        scope=_scope(facts).capitalize(), date=day_text(facts["end"])
    )


def _exemption_ended(facts: Facts, deadline: date | None) -> str:
    if facts["scope"] == "activation":
        told = _("{scope}: ended {date}; no offer and no review since.")
    else:
        told = _("{scope}: ended {date}; no review since.")
    return told.format(scope=_scope(facts).capitalize(), date=day_text(facts["end"]))


def _exemption_open_ended(facts: Facts, deadline: date | None) -> str:
    if facts["reviewed"]:
        told = _("{scope}: no end date, last reviewed {date}.")
    else:
        told = _("{scope}: no end date, never reviewed since {date}.")
    return told.format(scope=_scope(facts).capitalize(), date=day_text(facts["reviewed"] or facts["start"]))


def _caseworker_missing(facts: Facts, deadline: date | None) -> str:
    if facts["former"]:
        return _("No coordinating caseworker since {date} (before: {who}).").format(
            date=day_text(facts["from"]), who=facts["former"]
        )
    return _("No coordinating caseworker since {date}.").format(date=day_text(facts["from"]))


def _caseworker_change(facts: Facts, deadline: date | None) -> str:
    return _("{who} took over from {former} on {date} and has held no conversation yet.").format(
        who=facts["caseworker"], former=facts["former"], date=day_text(facts["changed"])
    )


def _handover_missing(facts: Facts, deadline: date | None) -> str:
    return _("{who} took over from {former} on {date}; there is no handover note.").format(
        who=facts["caseworker"], former=facts["former"], date=day_text(facts["changed"])
    )


def _caseworker_churn(facts: Facts, deadline: date | None) -> str:
    return _("{n} caseworkers after {date}: {names}.").format(
        n=facts["count"], date=day_text(facts["after"]), names=", ".join(facts["caseworkers"])
    )


_SUMMARIES: Mapping[str, Callable[[Facts, date | None], str]] = {
    "conversation-first": _conversation_first,
    "conversation-due": _conversation_due,
    "conversation-shortfall": _conversation_shortfall,
    "conversation-start": _conversation_start,
    "conversation-unrecorded": _conversation_unrecorded,
    "offer-first": _offer_first,
    "passive-period": _passive_period,
    "exemption-expiring": _exemption_expiring,
    "exemption-ended": _exemption_ended,
    "exemption-open-ended": _exemption_open_ended,
    "caseworker-missing": _caseworker_missing,
    "caseworker-change": _caseworker_change,
    "handover-missing": _handover_missing,
    "caseworker-churn": _caseworker_churn,
}


def _sum(base: date, step: str, deadline: date | None) -> str:
    assert deadline is not None
    return _("{base} + {step} = {deadline}").format(base=day_text(base), step=step, deadline=day_text(deadline))


def _twelfth(facts: Facts, deadline: date | None) -> str:
    base = facts["since"] if facts["last"] is None else max(facts["since"], facts["last"])
    step = _("{months} (12 / {n})").format(months=_months(facts["months"]), n=facts["per_12_months"])
    return _sum(base, step, deadline)


def _the_day_itself(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    return _("the day itself: {date}").format(date=day_text(deadline))


_ARITHMETIC: Mapping[str, Callable[[Facts, date | None], str]] = {
    "conversation-first": lambda f, d: _sum(f["since"], _days(f["within_days"]), d),
    "conversation-due": _twelfth,
    "conversation-start": lambda f, d: _sum(f["opened"], _months(f["months"]), d),
    "conversation-unrecorded": _the_day_itself,
    "offer-first": lambda f, d: _sum(f["base"], _months(f["months"]), d),
    "passive-period": lambda f, d: _sum(f["base"], _months(f["months"]), d),
    "exemption-expiring": _the_day_itself,
    "exemption-ended": lambda f, d: _sum(f["end"], _months(f["months"]), d),
    "exemption-open-ended": lambda f, d: _sum(f["reviewed"] or f["start"], _months(f["months"]), d),
    "caseworker-missing": _the_day_itself,
    "caseworker-change": lambda f, d: _sum(f["changed"], _days(f["within_days"]), d),
    "handover-missing": lambda f, d: _sum(f["changed"], _days(f["within_days"]), d),
}
