"""``kontant init``: make a caseload, or bring an older one up to date."""

import typer

from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.screen import say
from kontant.i18n import _

app = group()


@app.command(cls=Command, help=_("Make a caseload, or bring an older one up to date."))
def init(ctx: typer.Context) -> None:
    """Make the caseload file, private to the user; migrate one that is there."""
    from kontant.store import schema
    from kontant.store.reading import reading
    from kontant.store.timelines import case_count

    context: Context = ctx.obj
    if context.path.exists():
        with reading(context.path) as connection:
            case_count(connection)
        say(_("{path} is a caseload already, and up to date.").format(path=context.path))
        return
    schema.create(context.path)
    say(_("Made an empty caseload: {path}").format(path=context.path))
    say(_("Next: {command}").format(command=f"{context.prefix} import " + _("EXTRACT")))
