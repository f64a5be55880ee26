"""A handover on the screen and as data: what is to move, and what must happen in the cases by when."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from kontant.cli.caseworker_briefs import Briefs
from kontant.cli.caseworker_choice import Choice
from kontant.cli.context import Context
from kontant.cli.due_screen import STYLES, when_text
from kontant.cli.flag_output import flag_json
from kontant.cli.screen import Line, Piece, caseload_hint, clean, line, on_terminal, shorten, width, wrapped
from kontant.cli.snooze_words import snooze_json, term
from kontant.i18n import _, day_text, ngettext
from kontant.model.timeline import Timeline
from kontant.model.vocabulary import EXEMPTION_SCOPE, name_of
from kontant.report.capacity import DAYS_AHEAD
from kontant.report.handover import Duty, duties, handed_over
from kontant.rules.evaluate import Evaluator
from kontant.rules.explained import basis_title, title
from kontant.rules.flags import Flag
from kontant.rules.wording import next_step, shell_word
from kontant.store.reading import reading
from kontant.store.snoozes import snoozes_of
from kontant.store.timelines import timeline

# Cases named one by one before the question; of a larger caseload the rest is a number.
_NAMED = 100
# Room for "1234 days over" between the day and the case.
_WHEN = 16


class Done(NamedTuple):
    """What a handover did: the event, the briefs that were asked for, and why some were not written."""

    event: int
    briefs: Briefs | None
    failed: dict[str, str]


class Found(NamedTuple):
    """The deadlines after the handover, by the rules that found them."""

    rules: Evaluator
    duties: list[Duty]


def duties_of(context: Context, rules: Evaluator, choice: Choice, *, moved: bool) -> Found:
    """What is due in the cases: as they stand where they have moved, else as they would."""
    with reading(context.path) as connection:
        read = (timeline(connection, ref, rules.reads() | {"assignments"}) for ref in choice.refs)
        cases = [t if moved else _tried(t, choice) for t in read if t]
        aside = {ref: snoozes_of(connection, ref, day=rules.law.day) for ref in choice.refs}
    return Found(rules, duties(cases, rules, choice.start, aside))


def _tried(t: Timeline, choice: Choice) -> Timeline:
    return handed_over(t, choice.caseworker, choice.start)


def plan_lines(context: Context, choice: Choice, briefs: Briefs | None) -> Iterator[Line]:
    """Which cases are to move, from whom to whom and when; what stays; where the briefs go."""
    count = len(choice.cases)
    what = ngettext("{n} case", "{n} cases", count).format(n=count)
    told = _("Handover from {former} to {who} from {date}: {what}")
    who = {"former": choice.former, "who": choice.caseworker}
    yield from wrapped(told.format(**who, date=day_text(choice.start), what=what), "", "bold")
    for case in choice.cases[:_NAMED]:
        ref = f"  {clean(case.case_ref)}  "
        yield line(ref, shorten(case.name, width() - len(ref)) if on_terminal() else clean(case.name))
    if count > _NAMED:
        more = count - _NAMED
        yield line("  " + ngettext("and {n} more", "and {n} more", more).format(n=more))
    if choice.is_new:
        yield from wrapped(_("{who} has had no role in this caseload before.").format(**who), "")
    yield from _beside(choice)
    if briefs:
        told = ngettext("{n} brief goes to {folder}.", "{n} briefs go to {folder}.", count)
        yield from wrapped(told.format(n=count, folder=briefs.folder), "")


def _beside(choice: Choice) -> Iterator[Line]:
    """What the former caseworker is still to take over, and has done in the cases since a day in the past."""
    for ref, day in choice.to_come.items():
        told = _("{case} stays as planned: {former} is to take it over on {date}.")
        if ref in choice.refs:
            told = _("{case}: {former} is to take it over again on {date}, as planned.")
        yield from wrapped(told.format(case=ref, former=choice.former, date=day_text(day)), "")
    if choice.met:
        told = _("{former} has held conversations since then, the latest of each case: {cases}.")
        cases = ", ".join(f"{ref} ({day_text(day)})" for ref, day in choice.met.items())
        yield from wrapped(told.format(former=choice.former, cases=cases), "")


def duty_lines(context: Context, choice: Choice, found: Found) -> Iterator[Line]:
    """What must happen by when, the earliest first; what the deadlines rest on once, at the end."""
    day, days = found.rules.law.day, found.rules.horizon_days
    yield []
    yield line(Piece(_("What must happen by when"), "bold"))
    told = _("As of {day}, {n} days ahead (some rules look further); what the handover itself starts is among it.")
    yield from wrapped(told.format(day=day_text(day), n=days), "", "dim")
    for duty in found.duties:
        yield from _duty(context, duty, found)
    yield from _without(choice, found)
    if found.duties:
        yield []
        yield from _grounds(found)
    yield from caseload_hint(context)
    told = _("The list on any day: {command}")
    yield from wrapped(told.format(command=_due_command(context, choice, day)), "", "dim")


def _due_command(context: Context, choice: Choice, day: date) -> str:
    """The list again; of cases that pass later as it is on that day, when they are the new one's."""
    as_of = f" --as-of {choice.start.isoformat()}" if choice.start > day else ""
    who = shell_word(choice.caseworker)
    return f"{context.short_prefix} due --caseworker {who}{as_of} --horizon {DAYS_AHEAD}"


def _duty(context: Context, duty: Duty, found: Found) -> Iterator[Line]:
    flag, indent = duty.flag, " " * 12
    assert flag.deadline is not None
    when = when_text(flag, found.rules.law.day).ljust(_WHEN)
    ref = f"{clean(flag.case_ref)}  "
    room = width() - 12 - len(when) - len(ref)
    name = shorten(duty.case.name, room) if on_terminal() else clean(duty.case.name)
    yield line(day_text(flag.deadline).ljust(12), Piece(when, STYLES[flag.status]), Piece(f"{ref}{name}", "bold"))
    yield from wrapped(_named(flag), indent)
    if duty.snooze:
        yield from wrapped(_("Snoozed {term}.").format(term=term(duty.snooze)), indent, "dim")
    yield line(indent, Piece(f"> {next_step(flag, context.short_prefix)}", "green"))


def _named(flag: Flag) -> str:
    """The rule, the scope that it speaks of, if any, and what it rests on."""
    within = [name_of(EXEMPTION_SCOPE, flag.scope)] if flag.scope else []
    return f"{title(flag.rule)} ({', '.join((*within, basis_title(flag.basis)))})"


def _without(choice: Choice, found: Found) -> Iterator[Line]:
    """The cases in which nothing is due."""
    due = {duty.flag.case_ref for duty in found.duties}
    calm = [ref for ref in choice.refs if ref not in due]
    if calm:
        yield from wrapped(_("Without a deadline: {cases}").format(cases=", ".join(calm)), "")


def _grounds(found: Found) -> Iterator[Line]:
    """The source of each rule in the list, once."""
    yield line(_("What the deadlines rest on:"))
    grounds = {(title(d.flag.rule), d.flag.basis): d.flag.law[0] for d in found.duties}
    for (name, basis), record in sorted(grounds.items()):
        unverified = f"; {_('not verified')}" if record.unverified else ""
        yield from wrapped(f"{name}: {basis_title(basis)}, {record.cited}{unverified}", "  ")


def document(context: Context, choice: Choice, found: Found, done: Done | None) -> dict[str, Any]:
    """The handover with stable keys; ``event`` is null where nothing was changed."""
    day = found.rules.law.day
    return {
        "as_of": day.isoformat(),
        "horizon_days": found.rules.horizon_days,
        "from": choice.former,
        "to": choice.caseworker,
        "on": choice.start.isoformat(),
        "event": done.event if done else None,
        "cases": choice.refs,
        "briefs": _briefs(done) if done else [],
        "deadlines": [
            {
                **flag_json(duty.flag, day, context.short_prefix),
                "title": title(duty.flag.rule),
                "snoozed": snooze_json(duty.flag, duty.snooze, day) if duty.snooze else None,
            }
            for duty in found.duties
        ],
    }


def _briefs(done: Done) -> list[dict[str, str | None]]:
    files = done.briefs.files if done.briefs else {}
    return [
        {"case_ref": ref, "file": None if ref in done.failed else str(path), "failure": done.failed.get(ref)}
        for ref, path in files.items()
    ]
