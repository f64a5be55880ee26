"""``kontant snooze``: put a flag aside until a day, with a reason; ``kontant ack`` shares how it is done."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer

from kontant.cli.case_finding import find_case, known_spelling
from kontant.cli.case_options import CaseText
from kontant.cli.context import Context
from kontant.cli.judging import check_rules, evaluator
from kontant.cli.lazy import Command, group
from kontant.cli.options import when
from kontant.cli.screen import Line, line, shorten, show, wrapped
from kontant.cli.snooze_words import term
from kontant.errors import Refused, UsageError
from kontant.i18n import _, day_text, ngettext
from kontant.model.person import masked
from kontant.model.vocabulary import EXEMPTION_SCOPE, code_of, name_of
from kontant.rules.explained import title
from kontant.rules.flags import Flag
from kontant.rules.snoozing import LONGEST_MONTHS, is_past, is_statutory, latest_end
from kontant.rules.wording import summary
from kontant.store import timelines
from kontant.store.reading import reading
from kontant.store.snoozes import Snooze

app = group()

RuleArg = Annotated[
    str, typer.Argument(help=_("The rule whose flag it is, such as conversation-due."), metavar=_("RULE"))
]
Reason = Annotated[str | None, typer.Option(help=_("Why, in a few words; it stands in the log."), metavar=_("TEXT"))]
Scope = Annotated[
    str | None,
    typer.Option(
        help=_("Which exemption the flag is about, where the rule raised several: activation, hours_225 ..."),
        metavar=_("CODE"),
    ),
]

# Of a long reason its beginning tells what was written.
_LONGEST = 300


@app.command("snooze", cls=Command, help=_("Put a flag aside until a day, with a reason."))
def snooze(
    ctx: typer.Context,
    case: CaseText,
    rule: RuleArg,
    until: Annotated[
        str | None,
        typer.Option(help=_("The day on which the flag is back, at most a year ahead."), metavar=_("DATE")),
    ] = None,
    reason: Reason = None,
    scope: Scope = None,
) -> None:
    """Put a flag aside until its day comes, or the facts behind it change before."""
    context: Context = ctx.obj
    day = None if until is None else read_until(context, until)
    flag = standing_flag(context, case, rule, scope)
    _refuse_missing(context, {"--until": until, "--reason": reason})
    put_aside(context, flag, _asked_until(context) if day is None else day, asked_reason(context, reason), "snooze")


def read_until(context: Context, text: str) -> date:
    """The day that was typed; raises ``UsageError`` where it is not after today, or more than a year ahead."""
    day, latest = when(context, text, "--until"), latest_end(context.today)
    if day <= context.today:
        told = _("--until: {day} is not after today, {today}; give the day on which the flag is to be back.")
        raise UsageError(told.format(day=day_text(day), today=day_text(context.today)))
    if day > latest:
        told = ngettext(
            "--until: {day} is more than {n} month ahead; the latest day is {latest}.",
            "--until: {day} is more than {n} months ahead; the latest day is {latest}.",
            LONGEST_MONTHS,
        )
        raise UsageError(told.format(day=day_text(day), n=LONGEST_MONTHS, latest=day_text(latest)))
    return day


def standing_flag(context: Context, case: str, rule: str, scope: str | None) -> Flag:
    """The flag of the case that is meant, put aside already or not; ``Refused`` where it does not stand today."""
    check_rules([rule])
    rules = evaluator(context, context.today)
    with reading(context.path) as connection:
        case_ref = find_case(connection, case)
        t = timelines.timeline(connection, case_ref, rules.reads())
    flags = rules.flags(t) if t else []
    wanted = None if scope is None else code_of(EXEMPTION_SCOPE, scope) or scope
    found = [flag for flag in flags if flag.rule == rule and wanted in (None, flag.scope)]
    if not found:
        raise Refused(_does_not_stand(case_ref, rule, wanted, flags))
    if len(found) > 1:
        told = _("The rule {rule} raised several flags in case {case}; say which with --scope: {scopes}")
        raise UsageError(told.format(rule=rule, case=case_ref, scopes=", ".join(flag.scope for flag in found)))
    return found[0]


def asked_reason(context: Context, reason: str | None) -> str:
    """The reason given, or asked for; raises ``UsageError`` where it says nothing."""
    if reason is None:
        from kontant.cli import asking

        reason = asking.text(_("Why is it put aside?"), check=lambda text: bool(text.strip()) or _("say why"))
    if not reason.strip():
        raise UsageError(_("--reason: write in a few words why the flag is put aside."))
    return reason.strip()


def put_aside(context: Context, flag: Flag, until: date | None, reason: str, command: str) -> None:
    """Write it in an event of its own and tell of it; raises ``Refused`` where it stands so already."""
    from kontant.cli.changes import undo_line
    from kontant.store.snoozes import put
    from kontant.store.writes import writing

    who = known_spelling(context, context.who)
    new = Snooze(flag.rule, flag.scope, context.today, until, reason, who, flag.deadline, flag.fingerprint(), 0)
    with writing(context.path, command=command, who=context.who, at=context.now()) as writer:
        change = put(writer, flag.case_ref, new)
        if change is None:
            raise Refused(_("The flag is put aside like that already; nothing was changed."))
    earlier = (change.before or {}).get("set_on")
    show(_told(flag, new, earlier and date.fromisoformat(earlier)))
    show(_deadline_told(context, flag, until))
    show([line(undo_line(context, writer.event_id))])


def _refuse_missing(context: Context, options: dict[str, str | None]) -> None:
    """Name all that is missing at once where nobody can be asked."""
    missing = [name for name, given in options.items() if given is None]
    if missing and not context.at_terminal:
        told = _("Missing: {options}; give them, or run the command at a terminal to be asked.")
        raise UsageError(told.format(options=", ".join(missing)))


def refuse_missing_reason(context: Context, reason: str | None) -> None:
    """Raise ``UsageError`` where there is no reason and nobody can be asked for one."""
    _refuse_missing(context, {"--reason": reason})


def _asked_until(context: Context) -> date:
    from kontant.cli import asking

    def check(text: str) -> bool | str:
        try:
            read_until(context, text)
        except UsageError as error:
            return str(error).removeprefix("--until: ")
        return True

    return read_until(context, asking.text(_("Until which day?"), default="+14d", check=check))


def _does_not_stand(case_ref: str, rule: str, scope: str | None, flags: list[Flag]) -> str:
    """That the flag does not stand, and which do."""
    named = ", ".join(f"{flag.rule} --scope {flag.scope}" if flag.scope else flag.rule for flag in flags)
    flag = f"{rule} --scope {scope[:40]}" if scope else rule
    if not named:
        return _("{flag} does not stand in case {case} today: no flag does.").format(flag=flag, case=case_ref)
    told = _("{flag} does not stand in case {case} today; these do: {flags}")
    return told.format(flag=flag, case=case_ref, flags=named)


def _told(flag: Flag, new: Snooze, earlier: date | None) -> Iterator[Line]:
    """What was put aside, why, and when it is back."""
    named = f"{title(flag.rule)} ({name_of(EXEMPTION_SCOPE, flag.scope)})" if flag.scope else title(flag.rule)
    told = _("Snoozed in case {case}: {flag}, {term}.")
    yield from wrapped(told.format(case=flag.case_ref, flag=named, term=term(new)), "")
    yield from wrapped(summary(flag), "  ")
    yield from wrapped(_("Why: {reason}").format(reason=masked(shorten(new.reason, _LONGEST))), "  ")
    if earlier:
        yield from wrapped(_("It takes the place of the snooze of {date}.").format(date=day_text(earlier)), "  ")
    if new.until is None:
        yield from wrapped(_("It is back as soon as a fact behind it changes."), "")
    else:
        yield from wrapped(_("It is back on that day, or before if a fact behind it changes."), "")


def _deadline_told(context: Context, flag: Flag, until: date | None) -> Iterator[Line]:
    """That the deadline has passed, or passes meanwhile; one of the law by name."""
    if flag.deadline is None or (until is not None and until <= flag.deadline):
        return
    if is_past(flag, context.today):
        told = _("Its statutory deadline, {date}, has passed: {law}. Snoozing does not change that.")
        plain = _("Its deadline, {date}, has passed.")
    else:
        told = _("Its statutory deadline, {date}, passes meanwhile: {law}. Snoozing does not move it.")
        plain = _("Its deadline, {date}, passes meanwhile.")
    worded = told if is_statutory(flag) else plain
    law = flag.law[0].cited.rstrip(".")
    yield from wrapped(worded.format(date=day_text(flag.deadline), law=law), "", "bold" if is_statutory(flag) else "")
