"""Where the case stands: its last handover and clarification, what is under way, and the flags with their law."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from kontant.dates import ONE_DAY, month_end
from kontant.exchange.journal_export import words
from kontant.exchange.pages.model import Block, Bullets, Column, Facts, Heading, Paragraph, Table, Text
from kontant.i18n import N_, _, day_text, ngettext
from kontant.model.timeline import Conversation
from kontant.model.vocabulary import CONVERSATION_KIND, EXEMPTION_SCOPE, OFFER_TYPE, name_of
from kontant.report.brief.answer_words import DIRECTION
from kontant.report.brief.journal import LAST_NOTES
from kontant.report.brief.material import Material
from kontant.report.brief.wording import answers_of, cited, joined, lead, named, said, span
from kontant.rules.agreements import day_of
from kontant.rules.explained import basis_title, status_title, title
from kontant.rules.flags import Flag, Status
from kontant.rules.wording import summary
from kontant.store.journal import JournalNote
from kontant.store.snoozes import Snooze

# What the latest handover says. What works in contact, and which agreements hold, stand in the sections on these.
HANDED_ON = (
    ("status", N_("Where it stood")),
    ("goals", N_("Goals then")),
    ("regards", N_("Regards")),
    ("deadlines", N_("Deadlines that were open")),
    ("statements", N_("Medical statements then")),
    ("takes_over", N_("Takes over")),
)
CLARIFIED = (
    ("conclusion", N_("Conclusion")),
    ("tried", N_("What has been tried")),
    ("capacity", N_("Can do")),
    ("untried", N_("Still untried")),
    ("changed", N_("What has changed")),
    ("person_says", N_("The person says")),
)


def standing(m: Material) -> Iterator[Block]:
    """The section."""
    yield Heading(2, _("Where the case stands"))
    if not m.is_open:
        yield Paragraph(_("The case is not open on {date}: no rule judges it.").format(date=day_text(m.day)))
    yield Facts([*_under_way(m)])
    yield from _handed_over(m)
    yield from _flags(m)
    if m.aside:
        yield Heading(3, _("Put aside"))
        yield Bullets([_aside(m, flag, snooze) for flag, snooze in m.aside])
    yield from _clarified(m)


def _handed_over(m: Material) -> Iterator[Block]:
    """All that the last handover note says; one without answers that stands whole further down is named alone."""
    note = next(m.of_kind("handover"), None)
    if note is None:
        yield Paragraph(_("No handover note is written."))
        return
    heading, number = _("By the handover of {date}").format(date=day_text(note.date)), m.cite.note(note)
    told = answers_of(note, HANDED_ON)
    if not told:
        own = _("see the note below") if note in m.notes[:LAST_NOTES] else words(note)
        yield Paragraph(lead(heading, cited(own or _("(without text)"), number)))
        return
    yield Heading(3, heading)
    yield Facts([(label, cited(text, number)) for label, text in [*told, *_from_day(note)]])


def _from_day(note: JournalNote) -> Iterator[tuple[str, str]]:
    """From when the successor that the note names has the case."""
    day = day_of(note.answers.get("from_day"))
    if day is not None and said(note, "takes_over"):
        yield _("From"), day_text(day)


def _clarified(m: Material) -> Iterator[Block]:
    """What the last clarification came to."""
    note = next(m.of_kind("clarification"), None)
    if note is None:
        return
    direction = named(DIRECTION, note.answers.get("direction"))
    told = [(_("Direction"), direction)] if direction else []
    told += answers_of(note, CLARIFIED)
    found = told or [(_("Words of the note"), words(note) or _("(without text)"))]
    yield Heading(3, _("Clarified {date}").format(date=day_text(note.date)))
    yield Facts([(label, cited(text, m.cite.note(note))) for label, text in found])


def _under_way(m: Material) -> Iterator[tuple[str, Text]]:
    held = [c for c in m.t.conversations if c.status == "held" and c.date <= m.day]
    planned = [c for c in m.t.conversations if c.status == "planned" and c.date >= m.day]
    yield _("Last conversation held"), _conversation(m, held[-1:], _("no conversation is recorded as held"))
    yield _("Next conversation"), _conversation(m, planned[:1], _("none is planned"))
    yield _("Offer now"), _now(m, "offers", _offer_words, _("no offer is running"))
    yield _("Exemption now"), _now(m, "exemptions", lambda x: name_of(EXEMPTION_SCOPE, x.scope), _("none stands"))
    yield _("Passive"), _passive(m)


def _conversation(m: Material, found: list[Conversation], missing: str) -> Text:
    if not found:
        return missing
    told = ", ".join(part for part in (day_text(found[0].date), name_of(CONVERSATION_KIND, found[0].kind)) if part)
    with_whom = f" ({found[0].caseworker})" if found[0].caseworker else ""
    return cited(told + with_whom, m.cite.record("conversations", found[0]))


def _offer_words(offer: Any) -> str:
    return ", ".join(part for part in (name_of(OFFER_TYPE, offer.type), offer.provider) if part)


def _now(m: Material, table: str, told: Callable[[Any], str], missing: str) -> Text:
    """What covers the day, the latest begun first."""
    covering = [each for each in getattr(m.t, table) if _covers(m, each) and _runs(each)]
    covering.sort(key=lambda each: each.start, reverse=True)
    named_ones = [cited(f"{told(each)}, {span(each.start, each.end)}", m.cite.record(table, each)) for each in covering]
    return joined(*named_ones, between="; ") or missing


def _runs(record: Any) -> bool:
    """Whether it covers the days of its period: its last day too, though its outcome is known by then."""
    return getattr(record, "outcome", None) != "cancelled"


def _passive(m: Material) -> Text:
    """The stretch without offer, paid hours or exemption from offers that the day lies in; else what covers it."""
    if not m.is_open:
        return _("not judged")
    now = next((stretch for stretch in m.passive if stretch.end == m.day), None)
    if now is None:
        return joined(_("no, the day is covered by:"), joined(*_covering(m), between="; "))
    told = ngettext("for {n} day, since {date}", "for {n} days, since {date}", now.days)
    return cited(told.format(n=now.days, date=day_text(now.start)), *_ended_before(m, now.start))


def _covering(m: Material) -> Iterator[Text]:
    """What keeps the day from being passive, by the rules' own definition."""
    counting = m.law.measure("passivity.counting_offers").value
    for offer in m.t.offers:
        if offer.type in counting and _runs(offer) and _covers(m, offer):
            yield cited(_offer_words(offer), m.cite.record("offers", offer))
    for exemption in m.t.exemptions:
        if exemption.scope == "activation" and _covers(m, exemption):
            yield cited(name_of(EXEMPTION_SCOPE, exemption.scope), m.cite.record("exemptions", exemption))
    for month in m.t.paid_work:
        if month.hours > 0 and month.month <= m.day <= month_end(month.month):
            yield cited(_("paid hours in the month"), m.cite.record("paid_work", month))


def _covers(m: Material, record: Any) -> bool:
    return bool(record.start <= m.day and (record.end is None or record.end >= m.day))


def _ended_before(m: Material, first: date) -> list[int]:
    """What ended on the day before: the opening itself where the case has been passive from its first day."""
    if first == m.t.case.opened:
        return [m.cite.case(first)]
    last = first - ONE_DAY
    ended: list[tuple[str, Any]] = [("offers", o) for o in m.t.offers if o.end == last]
    ended += [("exemptions", x) for x in m.t.exemptions if x.end == last]
    ended += [("paid_work", p) for p in m.t.paid_work if month_end(p.month) == last]
    return [m.cite.record(table, record) for table, record in ended]


def _flags(m: Material) -> Iterator[Block]:
    if not m.is_open:
        return
    if not m.has_rules:
        yield Paragraph(
            _("No flag can stand: no rule that kontant knows was in force on {date}.").format(date=day_text(m.day))
        )
        return
    if not m.flags:
        yield Paragraph(_("No flag stands: in order under the rules in force."))
        return
    marked = [place for place, flag in enumerate(m.flags) if flag.status is Status.OVERDUE]
    columns = [Column(_("Flag")), Column(_("Status")), Column(_("Why")), Column(_("Law or basis"))]
    caption = _("Flags on {date}: {counts}").format(date=day_text(m.day), counts=_counts(m.flags))
    yield Table(caption, columns, [_flag_row(m, flag) for flag in m.flags], marked)


def _counts(flags: list[Flag]) -> str:
    found = ((status, sum(flag.status is status for flag in flags)) for status in Status)
    return ", ".join(f"{n} {status_title(status)}" for status, n in found if n)


def _flag_row(m: Material, flag: Flag) -> list[Text]:
    return [
        title(flag.rule),
        when(flag, m.day),
        joined(cited(m.safe(summary(flag)), m.cite.flag(flag, m.safe)), _no_longer(m, flag)),
        law(flag),
    ]


def _no_longer(m: Material, flag: Flag) -> Text:
    """That a flag which stands was put aside, and is back since its facts have changed."""
    snooze = m.snoozes.get((flag.rule, flag.scope))
    if snooze is None:
        return ""
    told = _("It was put aside {date}; its facts have changed since.").format(date=day_text(snooze.set_on))
    return cited(told, m.cite.snooze(snooze))


def when(flag: Flag, day: date) -> str:
    """How a flag stands with its deadline."""
    days = flag.days(day)
    if days is None:
        return status_title(flag.status)
    if days < 0:
        return ngettext("{n} day over", "{n} days over", -days).format(n=-days)
    return ngettext("in {n} day", "in {n} days", days).format(n=days) if days else _("today")


def law(flag: Flag) -> str:
    """What a flag rests on: its basis, and the source as it is cited."""
    return f"{basis_title(flag.basis)}: {flag.law[0].cited}"


def _aside(m: Material, flag: Flag, snooze: Snooze) -> Text:
    """A flag that somebody put aside: until when and why."""
    until = _("until {date}").format(date=day_text(snooze.until)) if snooze.until else _("until its facts change")
    told = _("{summary} Put aside {until}: {reason}").format(
        summary=m.safe(summary(flag)), until=until, reason=snooze.reason.strip()
    )
    return lead(title(flag.rule), cited(told, m.cite.flag(flag, m.safe), m.cite.snooze(snooze)))
