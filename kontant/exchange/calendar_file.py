"""Deadlines and planned conversations as an iCalendar file (RFC 5545) that Outlook and others read.

An entry says what its title says: a rule or a conversation, and a case number. What is overdue stands on the as-of
day, where it is seen; the note beneath names its deadline. An entry is known by a digest of what it is about: of a flag
the case, the rule and the scope, so that a deadline that moved moves its entry when the calendar is read again. The
same entries written as of the same day are the same bytes. Entries pass one by one: no more of ninety thousand cases
is held than the bytes.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import NamedTuple

from kontant.dates import ONE_DAY
from kontant.exchange.sheets import clean
from kontant.i18n import _, day_text, ngettext
from kontant.model.person import masked
from kontant.model.timeline import Timeline
from kontant.model.vocabulary import CONVERSATION_KIND, name_of
from kontant.rules.explained import title
from kontant.rules.flags import Flag
from kontant.rules.wording import next_step

PRODUCT = "-//kontant//kontant//EN"
CATEGORY = "kontant"
_END = b"END:VCALENDAR\r\n"

# Room for the days ahead beneath each as-of day in the number of a revision, which must fit into 31 bits.
_DAYS_AHEAD = 2048


class Entry(NamedTuple):
    """One day in the calendar; ``about`` tells it from every other, on whatever day that stands."""

    day: date
    title: str
    about: tuple[str, ...]
    note: str = ""

    @property
    def uid(self) -> str:
        """What a calendar knows the entry by: the same on every run and every day."""
        return f"{sha256(repr(self.about).encode()).hexdigest()[:32]}@kontant"


def entries(t: Timeline, flags: Iterable[Flag], day: date, *, names: bool, prefix: str = "kontant") -> Iterator[Entry]:
    """The deadlines of one case and its conversations planned for ``day`` or later; with the person's name if asked.

    A deadline before ``day`` stands on ``day``.
    """
    who = f"{t.case.case_ref}, {t.case.name}" if names else t.case.case_ref
    for flag in flags:
        if flag.deadline:
            about = (flag.case_ref, flag.rule, flag.scope)
            # The command names the case, and a case number may be a CPR number.
            note = f"{_deadline_told(flag.deadline, day)}\n{_one_line(next_step(flag, prefix))}"
            yield Entry(max(flag.deadline, day), _entry_title(title(flag.rule), who), about, note)
    for c in t.conversations:
        if c.status == "planned" and c.date >= day:
            kind = name_of(CONVERSATION_KIND, c.kind)
            planned = (t.case.case_ref, "conversation", c.kind, c.date.isoformat())
            yield Entry(c.date, _entry_title(_("Planned: {kind}").format(kind=kind), who), planned)


def calendar_bytes(found: Iterable[Entry], day: date) -> tuple[bytes, int]:
    """A calendar file of the entries as of ``day``, and how many they are."""
    written = datetime.combine(day, time(), UTC)
    events = [_event(entry, written, _revision(entry, day)) for entry in found]
    head = _empty_calendar()
    assert head.endswith(_END)
    return b"".join((head.removesuffix(_END), *events, _END)), len(events)


def _deadline_told(deadline: date, day: date) -> str:
    """The deadline, and how many days ago it was if it has passed."""
    late = (day - deadline).days
    if late <= 0:
        return _("Deadline: {date}").format(date=day_text(deadline))
    told = ngettext("Deadline: {date}, {n} day over", "Deadline: {date}, {n} days over", late)
    return told.format(date=day_text(deadline), n=late)


def _revision(entry: Entry, day: date) -> int:
    """A number that grows with the as-of day, then with the entry's own: a later one takes the place of an earlier."""
    return day.toordinal() * _DAYS_AHEAD + min((entry.day - day).days, _DAYS_AHEAD - 1)


def _entry_title(what: str, who: str) -> str:
    return _one_line(f"{what} · {who}")


def _one_line(text: str) -> str:
    """``text`` in one line, without a CPR number: a name or a case number that an extract brought may hold anything."""
    return masked(" ".join(clean(text).split()))


def _empty_calendar() -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "kontant")
    return bytes(calendar.to_ical())


def _event(entry: Entry, written: datetime, revision: int) -> bytes:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", revision)
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
