"""What has been tried: every offer with its goal, outcome, follow-up, evaluation and what it taught; and paid hours.

Newest first. The latest stand one by one with all that the notes say of them; each one before them is a row of a
table, which counts the notes on its way and cites them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from kontant.exchange.pages.model import Block, Column, Facts, Heading, Paragraph, Table, Text
from kontant.i18n import _, day_text, ngettext
from kontant.model.timeline import Offer, PaidWork
from kontant.report.brief.about_offers import AboutOffer, belonging
from kontant.report.brief.material import Material
from kontant.report.brief.offer_facts import NOTHING, before_journal, decimal, evaluation, learned, offer_facts, outcome
from kontant.report.brief.records import offer_title
from kontant.report.brief.unplaced import unplaced
from kontant.report.brief.wording import cited, days_span, joined, lead, or_missing

# The offers that stand one by one.
IN_FULL = 8


def tried(m: Material) -> Iterator[Block]:
    """The section."""
    yield Heading(2, _("What has been tried"))
    offers = sorted(m.t.offers, key=lambda o: (o.start, o.type), reverse=True)
    notes = belonging(offers, m.notes, m.day)
    if offers:
        yield Paragraph(_summary(m, offers))
        yield from _journal_from(m, offers)
    else:
        yield Paragraph(_("No offer is recorded."))
    for offer, about in zip(offers[:IN_FULL], notes.of, strict=False):
        yield Heading(3, offer_title(offer))
        yield Facts([*offer_facts(m, offer, about)])
    if offers[IN_FULL:]:
        yield _table(m, offers[IN_FULL:], notes.of[IN_FULL:])
    told = ngettext(
        "{n} note on offers belongs to none on record: it names none and can mean several, or one that is not here.",
        "{n} notes on offers belong to none on record: they name none and can mean several, or one that is not here.",
        len(notes.nobodys),
    )
    yield from unplaced(m, told.format(n=len(notes.nobodys)), notes.nobodys)
    yield Paragraph(_paid_hours(m))


def _summary(m: Material, offers: Sequence[Offer]) -> Text:
    """How many offers there were, and how they ended."""
    count = len(offers)
    total = ngettext("{n} offer, begun {span}:", "{n} offers, begun {span}:", count)
    ends = Counter(outcome(m, offer) for offer in offers)
    told = ", ".join(f"{n} {how[:1].lower()}{how[1:]}" for how, n in ends.most_common())
    head = total.format(n=count, span=days_span(offer.start for offer in offers))
    return cited(f"{head} {told}.", m.cite.records("offers", offers))


def _journal_from(m: Material, offers: Sequence[Offer]) -> Iterator[Block]:
    """From when notes are here, where offers ended before: what was written of these is not missing, but elsewhere."""
    if not any(before_journal(m, offer) for offer in offers):
        return
    if m.journal_from is None:
        yield Paragraph(_("No note of this case is in the caseload, so nothing is told of how offers went."))
        return
    told = _("The journal begins {date} here: what was written of offers that ended before is not in the caseload.")
    yield Paragraph(cited(told.format(date=day_text(m.journal_from)), m.cite.note(m.notes[-1])))


def _table(m: Material, offers: Sequence[Offer], notes: Sequence[AboutOffer]) -> Table:
    caption = ngettext("{n} earlier offer", "{n} earlier offers", len(offers)).format(n=len(offers))
    titles = (_("Offer"), _("Goal"), _("Outcome"), _("Notes on the way"), _("Evaluation"), _("Learned"))
    rows = [_row(m, offer, about) for offer, about in zip(offers, notes, strict=True)]
    return Table(caption, [Column(title) for title in titles], rows)


def _row(m: Material, offer: Offer, about: AboutOffer) -> list[Text]:
    return [
        cited(offer_title(offer), m.cite.record("offers", offer)),
        or_missing(offer.goal, _("no goal is recorded")),
        outcome(m, offer),
        _on_the_way(m, about),
        evaluation(m, offer, about),
        learned(m, offer, about),
    ]


def _on_the_way(m: Material, about: AboutOffer) -> Text:
    """How many notes there are on the start and as follow-up."""
    notes = [*about.starts, *about.follow_ups]
    return cited(str(len(notes)), m.cite.notes(notes)) if notes else NOTHING


def _paid_hours(m: Material) -> Text:
    """The months with paid hours, by employer, the latest first."""
    months = [month for month in m.t.paid_work if month.hours > 0]
    if not months:
        return cited(_("No paid hours are recorded."), *_without_hours(m))
    by_employer: dict[str | None, list[PaidWork]] = {}
    for month in reversed(months):
        by_employer.setdefault(month.employer, []).append(month)
    told = [_employed(m, employer, worked) for employer, worked in by_employer.items()]
    return lead(_("Paid hours"), cited(joined(*told, between="; "), *_without_hours(m)))


def _without_hours(m: Material) -> list[int]:
    """The months that are on record with no hours in them."""
    empty = [month for month in m.t.paid_work if month.hours <= 0]
    return [m.cite.records("paid_work", empty)] if empty else []


def _employed(m: Material, employer: str | None, worked: Sequence[PaidWork]) -> Text:
    hours = decimal(sum(month.hours for month in worked))
    told = ngettext(
        "{hours} hours in {n} month ({span}), {employer}",
        "{hours} hours in {n} months ({span}), {employer}",
        len(worked),
    ).format(
        hours=hours,
        n=len(worked),
        span=_months(worked),
        employer=employer or _("no employer is recorded"),
    )
    return cited(told, m.cite.records("paid_work", worked))


def _months(worked: Sequence[PaidWork]) -> str:
    """From the first month to the last; newest first as they come."""
    first, last = f"{worked[-1].month:%Y-%m}", f"{worked[0].month:%Y-%m}"
    return first if first == last else _("{first} to {last}").format(first=first, last=last)
