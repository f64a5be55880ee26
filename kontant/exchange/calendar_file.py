"""Deadlines and planned conversations as an iCalendar file (RFC 5545) that Outlook and others read.

An entry says what its title says: a rule or a conversation, and a case number. It is known by a digest of what it is
about, so that the same deadline is the same entry however often a calendar is read; the same entries written as of the
same day are the same bytes. Entries pass one by one: no more of ninety thousand cases is held than the bytes.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import NamedTuple

from kontant.exchange.sheets import clean
from kontant.i18n import _
from kontant.model.person import masked
from kontant.model.timeline import Timeline
from kontant.model.vocabulary import CONVERSATION_KIND, name_of
from kontant.rules.explained import title
from kontant.rules.flags import Flag
from kontant.rules.wording import next_step

ONE_DAY = timedelta(days=1)
PRODUCT = "-//kontant//kontant//EN"
CATEGORY = "kontant"
_END = b"END:VCALENDAR\r\n"


class Entry(NamedTuple):
    """One day in the calendar; ``about`` tells it from every other."""

    day: date
    title: str
    about: tuple[str, ...]
    note: str = ""

    @property
    def uid(self) -> str:
        """What a calendar knows the entry by: the same on every run and every day."""
        return f"{sha256(repr(self.about).encode()).hexdigest()[:32]}@kontant"


def entries(t: Timeline, flags: Iterable[Flag], day: date, *, names: bool, prefix: str = "kontant") -> Iterator[Entry]:
    """The deadlines of one case and its conversations planned for ``day`` or later; with the person's name if asked."""
    who = f"{t.case.case_ref}, {t.case.name}" if names else t.case.case_ref
    for flag in flags:
        if flag.deadline:
            about = (flag.case_ref, flag.rule, flag.scope, flag.deadline.isoformat())
            yield Entry(flag.deadline, _entry_title(title(flag.rule), who), about, next_step(flag, prefix))
    for c in t.conversations:
        if c.status == "planned" and c.date >= day:
            kind = name_of(CONVERSATION_KIND, c.kind)
            about = (t.case.case_ref, "conversation", c.kind, c.date.isoformat())
            yield Entry(c.date, _entry_title(_("Planned: {kind}").format(kind=kind), who), about)


def calendar_bytes(found: Iterable[Entry], day: date) -> tuple[bytes, int]:
    """A calendar file of the entries as of ``day``, and how many they are."""
    written = datetime.combine(day, time(), UTC)
    events = [_event(entry, written) for entry in found]
    head = _empty_calendar()
    assert head.endswith(_END)
    return b"".join((head.removesuffix(_END), *events, _END)), len(events)


def _entry_title(what: str, who: str) -> str:
    # A name or a case number that an extract brought may hold anything.
    return masked(" ".join(clean(f"{what} · {who}").split()))


def _empty_calendar() -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "kontant")
    return bytes(calendar.to_ical())


def _event(entry: Entry, written: datetime) -> bytes:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", written)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + ONE_DAY)
    event.add("summary", entry.title)
    if entry.note:
        event.add("description", entry.note)
    event.add("categories", [CATEGORY])
    # About a person, and no appointment: not for those who share the calendar, and the day stays free.
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return bytes(event.to_ical())
