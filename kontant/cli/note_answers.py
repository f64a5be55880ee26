"""A note from an answers file: the same questions, checks and effects, with nobody to ask."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kontant.cli.context import Context
from kontant.cli.effects_told import raised, raised_now
from kontant.cli.judging import evaluator
from kontant.cli.note_after import saved_json, tell_saved
from kontant.cli.note_context import Writing, case_named, note_day, template_of, writer_of
from kontant.cli.note_review import concerns_of, unasked_text
from kontant.cli.screen import emit_json, tell
from kontant.cli.stdin import STDIN, given_bytes
from kontant.errors import Refused, UsageError
from kontant.i18n import _
from kontant.notes.guide import Guide
from kontant.notes.names import COLUMNS, KEYS
from kontant.notes.single import is_empty
from kontant.notes.template import RECORD_KINDS, Question, Template
from kontant.notes.values import BadAnswers


def write_from_file(
    context: Context,
    case_text: str,
    form: str | None,
    day_typed: str | None,
    caseworker: str | None,
    source: str,
    *,
    as_json: bool,
) -> None:
    """Write the note that the file ``source`` answers. What is typed on the line goes before what stands in it."""
    given = _read(source)
    found = case_named(context, case_text)
    template = _template(context, form, given)
    day = (
        note_day(context, day_typed, found.case) if day_typed else note_day(context, given["date"], found.case, "date")
    )
    who = writer_of(context, caseworker or given["caseworker"], found, day)
    writing = Writing(context, template, found.case.case_ref, day, who)
    _write(writing, _filled(writing, given["answers"]), as_json=as_json)


def _read(source: str) -> dict[str, Any]:
    """What the file says of the note itself, and the answers beside it."""
    from kontant.notes.answers_file import MOST_BYTES, read_file
    from kontant.notes.names import RESERVED

    name = _("standard input") if source == STDIN else Path(source).name
    try:
        raw = given_bytes(source, MOST_BYTES)
    except (OSError, RuntimeError) as error:
        told = _("--answers: {name} cannot be read ({reason}); give a TOML or JSON file, or - for standard input.")
        raise UsageError(told.format(name=name, reason=getattr(error, "strerror", None) or str(error))) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(_("--answers: {name} is not UTF-8 text; save it as UTF-8.").format(name=name)) from None
    found = read_file(text, name)
    head = {key: _word(found.get(key), key) for key in ("date", "caseworker", "template")}
    return head | {"answers": {key: value for key, value in found.items() if key not in RESERVED}}


def _word(value: Any, key: str) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, dict | list | bool):
        raise UsageError(_("{key}: write it as text.").format(key=key))
    return str(value)


def _template(context: Context, form: str | None, given: Mapping[str, Any]) -> Template:
    named = [template_of(context, name) for name in (form, given["template"]) if name]
    if len({each.id for each in named}) > 1:
        told = _("The command says {typed} and the file says template = {written}; which note is it?")
        raise UsageError(told.format(typed=named[0].id, written=named[1].id))
    if named:
        return named[0]
    raise UsageError(
        _("Which note? Name its template after the case or as template = in the file; see: {command}").format(
            command=f"{context.prefix} note template"
        )
    )


def _filled(writing: Writing, given: dict[str, Any]) -> Guide:
    """The guide with every answer of the file; raises ``Refused`` with all that is wrong, question by question."""
    guide, faults = writing.guide({}), {}
    try:
        guide.fill(given)
    except BadAnswers as error:
        faults = dict(error.faults)
    told = [*faults.values()]
    told += [f"{q.id}: {_missing(q, guide)}" for q in guide.missing() if q.id not in faults]
    if told:
        raise Refused("\n".join([_("The note was not written:"), *(f"  {each}" for each in told)]))
    usual = {question.id: question.default for question in writing.template.questions}
    if all(is_empty(answer) or answer == usual[name] for name, answer in given.items()):
        # An empty form or a broken pipe must not record a conversation that nobody had, from defaults alone.
        told_empty = _("The note was not written: no question is answered. The questions: {command}")
        command = f"{writing.context.prefix} note template {writing.template.id}"
        raise Refused(told_empty.format(command=command))
    return guide


def _missing(question: Question, guide: Guide) -> str:
    choices = guide.choices(question)
    if question.none is not None and not choices:
        return question.none.here
    told = _("this must be answered ({text})").format(text=question.text.here)
    if question.kind in RECORD_KINDS and not _holds_words(question.table or ""):
        told += " " + _("One of: {choices}").format(choices=", ".join(key for key, _words in choices))
    return told


def _holds_words(table: str) -> bool:
    """Whether the keys of a table hold words from the case, which no error repeats."""
    return any(COLUMNS[table][column] == "text" for column in KEYS[table])


def _write(writing: Writing, guide: Guide, *, as_json: bool) -> None:
    from kontant.notes.saving import save

    context = writing.context
    rules = evaluator(context, context.today)
    before = raised(context, rules, writing.case_ref)
    found = concerns_of(writing, guide)
    saved = save(
        context.path,
        template=writing.template,
        answers=guide.final(),
        facts=guide.facts,
        case_ref=writing.case_ref,
        note_date=writing.day,
        caseworker=writing.caseworker,
        draft=None,
        who=context.who,
        at=context.now(),
        today=context.today,
    )
    for concern in found:
        tell(f"! {concern.question_id}: {concern.sentence} {concern.reason}")
    if beside := unasked_text(guide):
        tell(beside)
    after = raised_now(context, rules, writing.case_ref)
    if as_json:
        told = saved_json(writing, saved, before, after)
        told["concerns"] = [concern._asdict() for concern in found]
        emit_json(told)
    else:
        tell_saved(writing, saved, before, after)
