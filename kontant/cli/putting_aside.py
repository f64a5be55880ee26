"""What ``kontant snooze`` and ``kontant ack`` share: which flag is meant, why it is put aside, and what is told."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, NamedTuple

import typer

from kontant.cli.case_finding import find_case, known_spelling
from kontant.cli.context import Context
from kontant.cli.judging import check_rules, evaluator
from kontant.cli.note_words import legible
from kontant.cli.screen import Line, clean, line, show, wrapped
from kontant.cli.snooze_words import term
from kontant.errors import Refused, UsageError
from kontant.i18n import _, day_text
from kontant.model.person import masked
from kontant.model.vocabulary import EXEMPTION_SCOPE, code_of, name_of
from kontant.rules.evaluate import Evaluator
from kontant.rules.explained import title
from kontant.rules.flags import Flag
from kontant.rules.snoozing import LONGEST_REASON, is_past, is_statutory
from kontant.rules.wording import summary
from kontant.store import timelines
from kontant.store.reading import reading
from kontant.store.snoozes import Snooze

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
Horizon = Annotated[
    int | None,
    typer.Option(min=0, max=3660, help=_("Days to look ahead, as in the list."), metavar=_("DAYS")),
]

# How far is looked for a flag that the list does not show yet.
_FURTHER_DAYS = 366


class Meant(NamedTuple):
    """The flag that is meant, and the rules that raised it."""

    flag: Flag
    rules: Evaluator

    def still_stands(self, context: Context) -> bool:
        """Whether the case has the flag now, on the same facts."""
        found = _flags(context, self.flag.case_ref, self.rules)
        return self.flag.fingerprint() in {flag.fingerprint() for flag in found}


def standing_flag(context: Context, case: str, rule: str, scope: str | None, horizon: int | None) -> Meant:
    """The flag of the case that is meant, put aside already or not; ``Refused`` where it does not stand today."""
    check_rules([rule])
    rules = evaluator(context, context.today, horizon)
    with reading(context.path) as connection:
        case_ref = find_case(connection, case)
    flags = _flags(context, case_ref, rules)
    wanted = None if scope is None else code_of(EXEMPTION_SCOPE, scope) or scope
    found = _of_rule(flags, rule, wanted)
    if not found:
        further = Evaluator(rules.law.parameters, context.today, _FURTHER_DAYS, [rule])
        coming = _of_rule(_flags(context, case_ref, further), rule, wanted)
        raise Refused(_does_not_stand(context, case_ref, rule, wanted, flags, coming))
    if len(found) > 1:
        told = _("The rule {rule} raised several flags in case {case}; say which with --scope: {scopes}")
        raise UsageError(told.format(rule=rule, case=case_ref, scopes=", ".join(flag.scope for flag in found)))
    return Meant(found[0], rules)


def refuse_missing(context: Context, options: dict[str, str | None]) -> None:
    """Name all that is missing at once where nobody can be asked; raises ``UsageError``."""
    missing = [name for name, given in options.items() if given is None]
    if missing and not context.at_terminal:
        told = _("Missing: {options}; give them, or run the command at a terminal to be asked.")
        raise UsageError(told.format(options=", ".join(missing)))


def asked_reason(reason: str | None) -> str:
    """The reason given, or asked for, in one line; raises ``UsageError`` where it says nothing or too much."""
    if reason is None:
        from kontant.cli import asking

        reason = asking.text(_("Why is it put aside?"), check=lambda text: _fault_in(_one_line(text)) or True)
    kept = _one_line(reason)
    if fault := _fault_in(kept):
        raise UsageError(f"--reason: {fault}")
    return kept


def put_aside(context: Context, meant: Meant, until: date | None, reason: str, command: str) -> None:
    """Write it in an event of its own and tell of it; raises ``Refused`` where it stands so already.

    No CPR number is kept in a reason, which stands in lists and in the log.
    """
    from kontant.cli.changes import undo_line
    from kontant.store.snoozes import put
    from kontant.store.writes import writing

    flag = meant.flag
    new = Snooze(
        rule=flag.rule,
        scope=flag.scope,
        set_on=context.today,
        until=until,
        reason=masked(reason),
        caseworker=known_spelling(context, context.who),
        deadline=flag.deadline,
        fingerprint=flag.fingerprint(),
    )
    with writing(context.path, command=command, who=context.who, at=context.now()) as writer:
        if not meant.still_stands(context):
            raise Refused(_("The case was changed meanwhile, and the flag with it; look at it again."))
        change = put(writer, flag.case_ref, new)
        if change is None:
            raise Refused(_("The flag is put aside like that already; nothing was changed."))
    earlier = (change.before or {}).get("set_on")
    show(_told(flag, new, earlier and date.fromisoformat(earlier)))
    if new.reason != reason:
        show(wrapped(_("What looked like a CPR number in the reason was masked before it was written."), ""))
    show(_deadline_told(context, flag, until))
    show([line(undo_line(context, writer.event_id))])


def _flags(context: Context, case_ref: str, rules: Evaluator) -> list[Flag]:
    with reading(context.path) as connection:
        t = timelines.timeline(connection, case_ref, rules.reads())
    return rules.flags(t) if t else []


def _of_rule(flags: list[Flag], rule: str, scope: str | None) -> list[Flag]:
    return [flag for flag in flags if flag.rule == rule and scope in (None, flag.scope)]


def _one_line(reason: str) -> str:
    """The reason without what could redraw a screen, in one line; what an older terminal typed is made legible."""
    return " ".join(clean(legible(reason)).split())


def _fault_in(reason: str) -> str:
    """What is wrong with a reason; nothing where it is good."""
    if not reason:
        return _("write in a few words why the flag is put aside.")
    if len(reason) > LONGEST_REASON:
        return _("keep it to {n} letters; what needs more belongs in a note.").format(n=LONGEST_REASON)
    return ""


def _does_not_stand(
    context: Context, case_ref: str, rule: str, scope: str | None, flags: list[Flag], coming: list[Flag]
) -> str:
    """That the flag does not stand, and from how far ahead it would, or which do."""
    flag = f"{rule} --scope {scope[:40]}" if scope else rule
    if coming and coming[0].deadline:
        told = _("{flag} does not stand in case {case} today; further ahead it is due {date}: --horizon {n}")
        days = (coming[0].deadline - context.today).days
        return told.format(flag=flag, case=case_ref, date=day_text(coming[0].deadline), n=days)
    named = ", ".join(f"{flag.rule} --scope {flag.scope}" if flag.scope else flag.rule for flag in flags)
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
    yield from wrapped(_("Why: {reason}").format(reason=new.reason), "  ")
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
    statutory = is_statutory(flag)
    if is_past(flag, context.today):
        told = _("Its statutory deadline, {date}, has passed: {law}. Snoozing does not change that.")
        plain = _("Its deadline, {date}, has passed.")
    else:
        told = _("Its statutory deadline, {date}, passes meanwhile: {law}. Snoozing does not move it.")
        plain = _("Its deadline, {date}, passes meanwhile.")
    worded = (told if statutory else plain).format(date=day_text(flag.deadline), law=flag.law[0].cited.rstrip("."))
    yield from wrapped(worded, "", "bold" if statutory else "")
