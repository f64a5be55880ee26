"""A correction as it is made: which record and field are meant, what is right and why; then written and told.

What was not given is asked for at a terminal, and named all at once elsewhere.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from kontant.cli import asking
from kontant.cli.case_fields import fault_in
from kontant.cli.context import Context
from kontant.cli.correct_asking import asked_field, asked_kind, asked_value, by_right, fit, found_record, right_value
from kontant.cli.correctable import CASE, field_of, kind_of
from kontant.cli.correction_lines import correction_lines
from kontant.cli.effects_told import once_saved, raised, raised_now, tell_flags
from kontant.cli.judging import evaluator
from kontant.cli.note_context import writer_of
from kontant.cli.opened_told import tell_outside
from kontant.cli.record_fields import worded
from kontant.cli.record_finding import record_key
from kontant.cli.record_kinds import Kind
from kontant.cli.screen import say, show, tell
from kontant.cli.stdin import STDIN, stdin_text
from kontant.errors import Refused, UsageError
from kontant.i18n import N_, _
from kontant.model.person import holds_cpr, unfit
from kontant.model.timeline import Case
from kontant.report.log_words import was_given_out
from kontant.rules.wording import shell_word
from kontant.store import log, timelines
from kontant.store.corrections import Why, correct, corrections_of
from kontant.store.corrections import contest as keep_beside
from kontant.store.log import Change
from kontant.store.reading import reading
from kontant.store.writes import Writer, writing

# What is told of the person twice over, as it stands in a sentence.
_PERSON: Mapping[str, str] = {
    "cpr": N_("The CPR number"),
    "birth_date": N_("The day of birth"),
    "gender": N_("The gender"),
}


class Given(NamedTuple):
    """What was typed; None where it was left out."""

    record: str | None
    which: tuple[str, ...]
    field: str | None
    right: str | None
    reason: str | None
    asked: bool | None
    day: date
    caseworker: str | None


def put_right(context: Context, case_ref: str, given: Given) -> None:
    """Correct a field of a record."""
    kind = _kind(context, case_ref, given, {"--field": given.field, "--right": given.right})
    record = found_record(context, kind, case_ref, given.which)
    column = field_of(kind, given.field) if given.field else asked_field(context, kind, case_ref, record)
    if given.right is None:
        value = asked_value(context, kind, column, case_ref, record)
    else:
        value = right_value(context, kind, column, _right(given.right))
        fit(kind, record, column, value)
    why = _why(context, case_ref, given, _("Why was it wrong?"))
    key = record_key(kind, case_ref, record)

    def steps(writer: Writer) -> list[Change]:
        # It fitted when it was read; somebody may have changed the record since.
        with worded(kind, [column.name], by_right(kind)):
            return correct(writer, kind.table, key, column.name, value, why, context.today)

    _write(context, case_ref, steps)


def contest(context: Context, case_ref: str, given: Given) -> None:
    """Keep what the person says beside a record that stays as it is."""
    kind = _kind(context, case_ref, given, {})
    record = found_record(context, kind, case_ref, given.which)
    why = _why(context, case_ref, given, _("What does the person say?"))
    key = record_key(kind, case_ref, record)
    _write(context, case_ref, lambda writer: [keep_beside(writer, kind.table, key, why)])


def _kind(context: Context, case_ref: str, given: Given, more: dict[str, str | None]) -> Kind:
    """The kind of record; one that cannot be corrected is told before anything else is asked for."""
    kind = kind_of(given.record) if given.record else None
    _refuse_missing(context, given, more)
    return kind or asked_kind(context, case_ref)


def _refuse_missing(context: Context, given: Given, more: dict[str, str | None]) -> None:
    """Where nobody can be asked, all that is missing is told at once."""
    if context.at_terminal:
        return
    asked = None if given.asked is None else ""
    needed = {_("[RECORD]").strip("[]"): given.record, **more, "--reason": given.reason, "--asked/--not-asked": asked}
    missing = [name for name, value in needed.items() if value is None]
    if missing:
        told = _("Missing: {options}; give them, or run the command at a terminal to be asked.")
        raise UsageError(told.format(options=", ".join(missing)))


def _right(typed: str) -> str:
    return stdin_text().removesuffix("\n") if typed == STDIN else typed


def _why(context: Context, case_ref: str, given: Given, question: str) -> Why:
    with reading(context.path) as connection:
        t = timelines.timeline(connection, case_ref, ("assignments",))
    assert t is not None
    who = writer_of(context, given.caseworker, t, given.day)
    reason = _reason(given.reason, question)
    asked = asking.confirm(_("Did the person ask for it?")) if given.asked is None else given.asked
    return Why(reason, asked, given.day, who)


def _reason(typed: str | None, question: str) -> str:
    """The words as they are kept: without what could redraw a screen; raises ``UsageError`` where there are none."""
    from kontant.exchange.sheets import clean

    def fault(text: str) -> str | None:
        empty = _("something must stand here")
        return fault_in("corrections", "reason", text) if text.strip() else empty

    text = stdin_text() if typed == STDIN else typed
    if text is None:
        text = asking.text(question, check=lambda words: fault(words) or True)
    words = "\n".join(row.rstrip() for row in clean(text).split("\n")).strip()
    if wrong := fault(words):
        raise UsageError(f"--reason: {wrong}")
    return words


def _write(context: Context, case_ref: str, steps: Callable[[Writer], Iterable[Change]]) -> None:
    """Do ``steps`` in one event and tell of it; ``Refused`` where they change nothing."""
    from kontant.cli.changes import undo_line

    rules = evaluator(context, context.today)
    before = raised(context, rules, case_ref)
    with writing(context.path, command="case correct", who=context.who, at=context.now()) as writer:
        changes = list(steps(writer))
        if not changes:
            raise Refused(_("The record has these values already; nothing was changed."))
    with once_saved(context), reading(context.path) as connection:
        (made,) = (each for each in corrections_of(connection, case_ref) if each.event == writer.event_id)
        given_out = any(was_given_out(event) for event in log.events_of_case(connection, case_ref))
        head = timelines.timeline(connection, case_ref, ())
    show(correction_lines(made))
    tell_flags(before, raised_now(context, rules, case_ref))
    say(undo_line(context, writer.event_id))
    if head is not None and made.table == CASE.table and made.field:
        _tell_of_head(context, head.case, made.field, changes[0])
    _tell_further(changes)
    if given_out and not made.is_contested:
        tell(
            _(
                "The case has been written to files before (see: {command}); those who were given them are to be told "
                "what is right (GDPR article 19)."
            ).format(command=f"{context.prefix} log person {shell_word(case_ref)}")
        )
    if holds_cpr(made.reason):
        tell(
            _("What looks like a CPR number stands in the correction; if it need not, undo this and write it without.")
        )


def _tell_of_head(context: Context, case: Case, corrected: str, change: Change) -> None:
    """What does not go with the corrected field of the head: of the person, of its end, of the records."""
    if corrected in _PERSON:
        _tell_unfit(context, case, corrected)
    if corrected in ("closed", "close_reason") and (case.closed is None) != (case.close_reason is None):
        told = _("A closed case has a day and a reason, an open one neither; correct the other one with: {command}")
        other = "close_reason" if corrected == "closed" else "closed"
        tell(told.format(command=_correcting(context, case, other)))
    tell_outside(context, change)


def _correcting(context: Context, case: Case, field: str) -> str:
    return f"{context.prefix} case correct {shell_word(case.case_ref)} case --field {field}"


def _tell_unfit(context: Context, case: Case, corrected: str) -> None:
    """Which other field of the person says otherwise now than the corrected one, if one does."""
    for field in unfit(case):
        other = field if corrected == "cpr" else "cpr"
        if corrected in ("cpr", field):
            command = _correcting(context, case, other)
            told = _("{field} says otherwise; if that is wrong too, correct it with: {command}")
            tell(told.format(field=_(_PERSON[other]), command=command))


def _tell_further(changes: list[Change]) -> None:
    """Where else it stands as it was: in the municipality's own system."""
    first = changes[0]
    if first.table != "corrections" and (first.before or {}).get("seen_on"):
        told = _("The record is from an extract: have it put right in the municipality's own system too.")
        if first.after is None:
            told += " " + _("Until then the next extract brings the old record back beside this one.")
        tell(told)
