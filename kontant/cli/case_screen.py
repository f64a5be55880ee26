"""One case on a screen: head, flags, the last 24 months, what comes next, notes and goals."""

from collections.abc import Iterator
from datetime import date

from kontant.cli import case_history as history
from kontant.cli.case_next import coming
from kontant.cli.case_show import Shown
from kontant.cli.correction_lines import correction_lines
from kontant.cli.due_screen import STYLES, when_text
from kontant.cli.journal_words import body, corrected_on, shown_note, text_lines
from kontant.cli.screen import Line, Piece, beside, clean, line, on_terminal, shorten, width, wrapped
from kontant.cli.snooze_words import past_text, snooze_text
from kontant.exchange.journal_export import corrected_words, correction_heading, kind, number_text
from kontant.i18n import _, day_text, ngettext
from kontant.model.person import age, masked, shown_cpr
from kontant.model.timeline import Goal
from kontant.model.vocabulary import (
    CHALLENGE,
    EXEMPTION_SCOPE,
    GENDER,
    GOAL_KIND,
    TARGET_GROUP,
    TRACK,
    name_of,
)
from kontant.report.case_words import opened_text, seniority_text
from kontant.rules.explained import basis_title, title
from kontant.rules.flags import Flag
from kontant.rules.snoozing import is_statutory
from kontant.rules.wording import next_step, summary
from kontant.store.journal import JournalNote
from kontant.store.snoozes import Snooze

INDENT = "  "
# Room for a name in the head or "1234 days over", and for a date.
LABELS = 15
DATES = 12
# On a terminal a note is cut to a few lines; piped, it is whole.
NOTE_ROWS = 6


def screen(shown: Shown, prefix: str, *, whole_cpr: bool) -> Iterator[Line]:
    """All lines."""
    yield from _head(shown, whole_cpr)
    yield from _flags(shown, prefix)
    yield from _timeline(shown)
    yield from _next(shown)
    yield from _withdrawn(shown)
    yield from _notes(shown, prefix, whole_cpr)
    yield from _goals(shown)
    yield from _corrections(shown, whole_cpr)


def _head(shown: Shown, whole_cpr: bool) -> Iterator[Line]:
    case = shown.t.case
    room = width() - len(case.case_ref) - 2
    name = shorten(case.name, room) if on_terminal() else clean(case.name)
    yield line(Piece(name, "bold"), "  ", Piece(clean(case.case_ref), "bold"))
    years = age(case, shown.day)
    person = (
        shown_cpr(case.cpr, whole=whole_cpr),
        ngettext("{n} year", "{n} years", years).format(n=years) if years is not None else None,
        name_of(GENDER, case.gender),
    )
    yield from _labelled(_("Person"), ", ".join(part for part in person if part) or _("not known"))
    yield from _labelled(_("Case"), opened_text(case))
    yield from _labelled(_("On benefit"), seniority_text(shown.seniority, shown.day))
    yield from _labelled(_("Target group"), name_of(TARGET_GROUP, case.target_group))
    yield from _labelled(_("Track"), name_of(TRACK, case.track))
    codes = [code for code in case.challenges.split("|") if code]
    yield from _labelled(_("Challenges"), ", ".join(name_of(CHALLENGE, code) for code in codes) or _("none noted"))
    yield from _labelled(_("Caseworker"), _caseworker_text(shown))
    if case.cv_registered and case.cv_registered <= shown.day:
        yield from _labelled(_("CV"), _("registered {date}").format(date=day_text(case.cv_registered)))


def _caseworker_text(shown: Shown) -> str:
    if shown.caseworker is None or shown.since is None:
        return _("none on {date}").format(date=day_text(shown.day))
    return _("{who} since {date}").format(who=shown.caseworker, date=day_text(shown.since))


def _labelled(label: str, text: str) -> Iterator[Line]:
    yield from beside(Piece(label.ljust(LABELS), "dim"), text, indent=INDENT)


def _heading(text: str) -> Iterator[Line]:
    yield []
    yield line(Piece(text, "bold"))


def _flags(shown: Shown, prefix: str) -> Iterator[Line]:
    yield from _heading(_("Flags on {date}").format(date=day_text(shown.day)))
    if not shown.flags:
        yield line(INDENT, _no_flags(shown))
    told: set[str] = set()
    for flag in shown.flags:
        yield from _flag(flag, shown.day)
        if (flag.rule, flag.scope) in shown.snoozes:
            told_since = _("It was snoozed {date}; its facts have changed since.")
            since = day_text(shown.snoozes[flag.rule, flag.scope].set_on)
            yield from wrapped(told_since.format(date=since), INDENT + " " * LABELS, "dim")
        step = next_step(flag, prefix)
        # "Show this case" is no advice to somebody who is looking at it, nor is what was said above.
        if " case show " not in step and step not in told:
            yield line(INDENT + " " * LABELS, Piece("> " + step, "green"))
        told.add(step)
    for flag, snooze in shown.snoozed:
        yield from _snoozed(flag, snooze, shown.day)


def _no_flags(shown: Shown) -> str:
    if not _is_open(shown):
        return _("not open that day")
    return _("none but what is snoozed") if shown.snoozed else _("none: in order under the rules in force")


def _snoozed(flag: Flag, snooze: Snooze, day: date) -> Iterator[Line]:
    """A flag that was put aside: all of it dimmed but a deadline that has passed."""
    lead = Piece(when_text(flag, day).ljust(LABELS), "dim")
    yield from beside(lead, f"{title(flag.rule)}: {summary(flag)}", "dim", indent=INDENT)
    yield from wrapped(snooze_text(snooze), INDENT + " " * LABELS, "dim")
    if past := past_text(flag, day):
        yield from wrapped(past, INDENT + " " * LABELS, "bold" if is_statutory(flag) else "dim")


def _flag(flag: Flag, day: date) -> Iterator[Line]:
    lead = Piece(when_text(flag, day).ljust(LABELS), STYLES[flag.status])
    yield from beside(lead, f"{title(flag.rule)}: {summary(flag)}", indent=INDENT)
    yield from wrapped(f"{basis_title(flag.law[0].basis)}: {flag.law[0].cited}", INDENT + " " * LABELS, "dim")


def _is_open(shown: Shown) -> bool:
    return shown.t.case.is_open(shown.day)


def _timeline(shown: Shown) -> Iterator[Line]:
    yield from _heading(_("The last 24 months, {span}").format(span=history.span_text(shown.first, shown.day)))
    if on_terminal():
        from kontant.cli.timeline_drawing import drawing

        yield from drawing(shown)
        return
    rows = sorted(_entries(shown))
    for _start, when, text in rows:
        yield line(f"{INDENT}{when:<26}{text}")
    if not rows:
        yield line(INDENT, _("nothing recorded"))


def _entries(shown: Shown) -> Iterator[tuple[date, str, str]]:
    """The timeline as a list, for a pipe: first day, when, what."""
    for c in history.conversations(shown):
        yield c.date, day_text(c.date), clean(history.conversation_text(c))
    for lane in (history.offers, history.exemptions, history.passive, history.caseworkers):
        for period in lane(shown):
            yield period.start, history.span_text(period.start, period.end), clean(period.text)


def _next(shown: Shown) -> Iterator[Line]:
    yield from _heading(_("What comes next"))
    found = coming(shown)
    for item in found:
        yield from beside(Piece(day_text(item.date).ljust(DATES)), masked(item.text), indent=INDENT)
    if not found:
        yield line(INDENT, _("nothing planned"))


def _withdrawn(shown: Shown) -> Iterator[Line]:
    """What an extract took back before it happened: told, though no rule counts it."""
    if shown.withdrawn:
        yield from _heading(_("Withdrawn by a later extract"))
    for item in shown.withdrawn:
        record = item.record
        begins = record.date if item.table == "conversations" else record.start
        told = _("{what} (withdrawn {date})").format(what=_record_text(item.table, record), date=day_text(item.day))
        yield from beside(Piece(day_text(begins).ljust(DATES), "dim"), told, "dim", indent=INDENT)


def _record_text(name: str, record: object) -> str:
    from kontant.model.vocabulary import CONVERSATION_KIND, OFFER_TYPE, ROLE

    if name == "assignments":
        return f"{getattr(record, 'caseworker', '')}, {name_of(ROLE, getattr(record, 'role', ''))}"
    vocabulary, field = {
        "conversations": (CONVERSATION_KIND, "kind"),
        "offers": (OFFER_TYPE, "type"),
        "exemptions": (EXEMPTION_SCOPE, "scope"),
    }[name]
    return name_of(vocabulary, getattr(record, field))


def _notes(shown: Shown, prefix: str, whole_cpr: bool) -> Iterator[Line]:
    yield from _heading(_("Latest notes"))
    for note in shown.notes:
        yield from _note(shown_note(note, whole_cpr=whole_cpr), prefix)
    if not shown.notes:
        yield line(INDENT, _("none"))


def _note(note: JournalNote, prefix: str) -> Iterator[Line]:
    """A note with its corrections; on a terminal as much of it as a glance takes, and how to read on."""
    parts = (kind(note), note.caseworker, number_text(note.id))
    told = ", ".join(part for part in parts if part)
    corrected = corrected_on(note)
    if corrected:
        told += " " + _("(corrected {date})").format(date=day_text(corrected))
    yield from beside(Piece(day_text(note.date).ljust(DATES)), told, indent=INDENT)
    indent = INDENT + " " * DATES
    rows = list(text_lines(body(note), indent)) if body(note) else []
    if not on_terminal():
        yield from rows
        for amendment in note.amendments:
            yield line(indent, correction_heading(amendment))
            yield from text_lines(corrected_words(amendment), indent + INDENT)
        return
    yield from rows[:NOTE_ROWS]
    for amendment in note.amendments:
        words = " ".join(f"{correction_heading(amendment)}: {amendment.text}".split())
        yield line(indent, Piece(shorten(words, width() - len(indent)), "yellow"))
    if rows[NOTE_ROWS:] or note.amendments:
        yield line(indent, Piece(f"> {prefix} note show {note.id}", "green"))


def _goals(shown: Shown) -> Iterator[Line]:
    yield from _heading(_("Goals"))
    goals = [goal for goal in shown.t.goals if goal.set_on <= shown.day]
    for goal in sorted(goals, key=lambda g: (g.kind, g.set_on)):
        lead = Piece(name_of(GOAL_KIND, goal.kind).ljust(DATES))
        yield from beside(lead, f"{masked(goal.title)} ({_goal_state(goal, shown.day)})", indent=INDENT)
    if not goals:
        yield line(INDENT, _("none"))


def _goal_state(goal: Goal, day: date) -> str:
    if goal.reached and goal.reached <= day:
        return _("reached {date}").format(date=day_text(goal.reached))
    if goal.due:
        return _("not reached, due {date}").format(date=day_text(goal.due))
    return _("not reached, set {date}").format(date=day_text(goal.set_on))


def _corrections(shown: Shown, whole_cpr: bool) -> Iterator[Line]:
    """What was put right in the records, and what the person says of them."""
    if shown.corrections:
        yield from _heading(_("Corrections"))
    for correction in shown.corrections:
        yield from correction_lines(correction, INDENT, whole_cpr=whole_cpr, style="yellow")
