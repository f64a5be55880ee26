"""``kontant note drafts``: the notes that were begun and not saved; put one aside, or take it up again."""

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

import typer

from kontant.cli.context import Context
from kontant.cli.note_context import MOST_DRAFTS, Writing, draft_of, own_templates
from kontant.cli.note_words import answer_count, answers_of, time_text
from kontant.cli.options import TableOrJson
from kontant.cli.screen import Line, Piece, clean, emit_json, line, say, show, wrapped
from kontant.errors import KontantError, Refused, UsageError
from kontant.i18n import _, day_text
from kontant.notes.template import Template
from kontant.store import drafts as store
from kontant.store.drafts import Draft
from kontant.store.reading import reading


class _Told(NamedTuple):
    """A draft with what the list says of it; counts are None where the form or the case is gone."""

    draft: Draft
    name: str
    answered: int
    asked: int | None


def list_drafts(
    ctx: typer.Context,
    discard: Annotated[
        int | None,
        typer.Option(help=_("Put this draft aside; asks first."), min=1, max=MOST_DRAFTS, metavar=_("NUMBER")),
    ] = None,
    restore: Annotated[
        int | None,
        typer.Option(help=_("Take up a draft that was put aside."), min=1, max=MOST_DRAFTS, metavar=_("NUMBER")),
    ] = None,
    discarded: Annotated[bool, typer.Option("--discarded", help=_("List those that were put aside."))] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))] = False,
    output: Annotated[
        TableOrJson, typer.Option("--format", help=_("For people, or JSON for machines."))
    ] = TableOrJson.TABLE,
) -> None:
    """List the drafts, or put one aside or back."""
    context: Context = ctx.obj
    if discard is not None and restore is not None:
        raise UsageError(_("--discard and --restore cannot go together."))
    if discard is not None:
        _discard(context, discard, yes)
    elif restore is not None:
        _restore(context, restore)
    else:
        _list(context, discarded, output)


def _list(context: Context, discarded: bool, output: TableOrJson) -> None:
    with reading(context.path) as connection:
        found = store.drafts(connection, discarded=discarded)
    told = [_told(context, draft) for draft in found]
    if output is TableOrJson.JSON:
        emit_json({"drafts": [_as_json(each) for each in told]})
    else:
        show(_lines(context, told, discarded))


def _told(context: Context, draft: Draft) -> _Told:
    from kontant.notes.template_file import load

    answers = answers_of(draft)
    answered = answer_count(draft)
    try:
        template = load(draft.form, own_templates(context))
        guide = Writing(context, template, draft.case_ref, draft.date, draft.caseworker).guide(answers)
    except KontantError:  # the form or the case is gone, or the form is wrong: the list still lists
        return _Told(draft, draft.form, answered, None)
    asked = [question.id for question in guide.shown()]
    return _Told(draft, _name(template), sum(1 for question in asked if question in answers), len(asked))


def _name(template: Template) -> str:
    return template.name.here


def _as_json(told: _Told) -> dict[str, Any]:
    draft = told.draft
    return {
        "number": draft.id,
        "case_ref": draft.case_ref,
        "template": draft.form,
        "date": draft.date.isoformat(),
        "caseworker": draft.caseworker,
        "answered": told.answered,
        "questions": told.asked,
        "place": draft.place,
        "started": draft.started,
        "saved": draft.saved,
        "discarded": draft.discarded,
    }


def _lines(context: Context, told: list[_Told], discarded: bool) -> Iterator[Line]:
    if not told:
        yield line(_("No draft has been put aside.") if discarded else _("There is no draft."))
        return
    for each in told:
        yield from _draft_lines(each)
    option = "drafts --restore" if discarded else "--resume"
    number = _("NUMBER") if len(told) > 1 else str(told[0].draft.id)
    yield line()
    yield from wrapped(_("Go on with: {command}").format(command=f"{context.prefix} note {option} {number}"), "")


def _draft_lines(told: _Told) -> Iterator[Line]:
    draft = told.draft
    number = str(draft.id).rjust(4)
    yield line(Piece(f"{number}  {clean(draft.case_ref)}  {clean(told.name)}", "bold"))
    parts = [_("note of {date}").format(date=day_text(draft.date)), _answered(told)]
    parts.append(_("saved {time}").format(time=time_text(draft.saved)))
    if draft.caseworker:
        parts.append(draft.caseworker)
    yield from wrapped(" · ".join(parts), " " * 6, "dim")


def _answered(told: _Told) -> str:
    if told.asked is None:
        return _("{n} answered; its form or its case is not there any more").format(n=told.answered)
    return _("{n} of {m} answered").format(n=told.answered, m=told.asked)


def _discard(context: Context, number: int, yes: bool) -> None:
    draft = draft_of(context, number)
    if draft.discarded is not None:
        raise Refused(_("Draft {number} was put aside already.").format(number=number))
    if not yes:
        if not context.at_terminal:
            raise UsageError(_("Nothing was put aside: off a terminal nobody can be asked; confirm with --yes."))
        from kontant.cli import asking

        show(_draft_lines(_told(context, draft)))
        if not asking.confirm(_("Put this draft aside?")):
            say(_("The draft stays."))
            return
    store.discard(context.path, number, at=context.now())
    say(_("Draft {number} was put aside.").format(number=number))
    say(_("Take it up again with: {command}").format(command=f"{context.prefix} note --resume {number}"))


def _restore(context: Context, number: int) -> None:
    if draft_of(context, number).discarded is None:
        raise Refused(_("Draft {number} is not put aside; it can be gone on with.").format(number=number))
    store.restore(context.path, number)
    say(
        _("Draft {number} is back; go on with: {command}").format(
            number=number, command=f"{context.prefix} note --resume {number}"
        )
    )
