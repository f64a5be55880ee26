"""``kontant note template``: the forms that there are, an answers file for one, and a check of one's own."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.note_context import own_templates, template_of
from kontant.cli.options import TableOrJson
from kontant.cli.screen import Line, Piece, clean, emit, emit_json, line, say, show, tell, wrapped
from kontant.errors import UsageError
from kontant.i18n import _, ngettext
from kontant.notes.template import Template


def template(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help=_("The note, by its id or its name; all if left out."), metavar=_("[NAME]"))
    ] = None,
    example: Annotated[bool, typer.Option("--example", help=_("Filled in, so that it passes."))] = False,
    check: Annotated[Path | None, typer.Option(help=_("Check a note template of your own."), metavar=_("FILE"))] = None,
    output: Annotated[
        TableOrJson, typer.Option("--format", help=_("For people, or JSON for machines (the list)."))
    ] = TableOrJson.TABLE,
) -> None:
    """List the templates, print an answers file, or check a template."""
    context: Context = ctx.obj
    if check is not None:
        _check(check, name, example)
    elif name is not None:
        from kontant.notes.answers_file import blank

        emit(blank(template_of(context, name), example).rstrip("\n"))
    elif example:
        raise UsageError(_("--example: which note? Name it: {command}").format(command="note template " + _("NAME")))
    else:
        _list(context, output)


def _check(path: Path, name: str | None, example: bool) -> None:
    if name is not None or example:
        raise UsageError(_("--check takes nothing but the file to check."))
    from kontant.notes.template_file import check_file

    found = check_file(path)
    count = ngettext("{n} question", "{n} questions", len(found.questions)).format(n=len(found.questions))
    say(
        _("{file} is in order: {name}, version {version}, {questions}.").format(
            file=path.name, name=found.name.here, version=found.version, questions=count
        )
    )


def _list(context: Context, output: TableOrJson) -> None:
    from kontant.notes.template_file import available

    known = available(own_templates(context), tell)
    if output is TableOrJson.JSON:
        rows = [
            {"id": t.id, "kind": t.kind, "version": t.version, "name": t.name.here, "about": t.about.here,
             "source": t.source, "own": t.own is not None, "questions": len(t.questions)}
            for t in known.values()
        ]  # fmt: skip
        emit_json({"templates": rows})
    else:
        show(_lines(context, known.values()))


def _lines(context: Context, templates: Iterable[Template]) -> Iterator[Line]:
    for each in templates:
        own = "  " + _("your own") if each.own else ""
        yield line(Piece(each.id, "bold"), f"  {clean(each.name.here)}", Piece(own, "dim"))
        yield from wrapped(each.about.here, "    ", "dim")
    yield line()
    yield from wrapped(
        _("Write one: {write} – an answers file for it: {print}").format(
            write=f"{context.prefix} note {_('CASE')} {_('TEMPLATE')}",
            print=f"{context.prefix} note template {_('TEMPLATE')}",
        ),
        "",
    )
