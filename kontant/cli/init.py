"""``kontant init``: make a caseload, or bring an older one up to date."""

from typing import Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.screen import say
from kontant.errors import UsageError
from kontant.i18n import _

app = group()


@app.command(cls=Command, help=_("Make a caseload, or bring an older one up to date."))
def init(
    ctx: typer.Context,
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help=_("Encrypt it from the start, under a passphrase that is asked for."))
    ] = False,
    keyring: Annotated[
        bool, typer.Option("--keyring", help=_("With --encrypt: keep the passphrase in the system's keyring."))
    ] = False,
) -> None:
    """Make the caseload file, private to the user; migrate one that is there."""
    from kontant.store import schema

    context: Context = ctx.obj
    if keyring and not encrypt:
        raise UsageError(_("--keyring belongs to --encrypt: a plain caseload has no passphrase."))
    if context.path.exists():
        _tell_what_is_there(context, encrypt)
    elif encrypt:
        _make_encrypted(context, keyring)
    else:
        schema.create(context.path)
        say(_("Made an empty caseload: {path}").format(path=context.path))
        _tell_next(context)


def _tell_what_is_there(context: Context, encrypt: bool) -> None:
    from kontant.store.key import is_encrypted
    from kontant.store.reading import reading
    from kontant.store.timelines import case_count

    with reading(context.path) as connection:
        case_count(connection)
    say(_("{path} is a caseload already, and up to date.").format(path=context.path))
    if encrypt and not is_encrypted(context.path):
        say(_("It is not encrypted; encrypt it with: {command}").format(command=f"{context.prefix} encrypt"))


def _make_encrypted(context: Context, keyring: bool) -> None:
    from kontant.cli import passphrase, passphrase_keeping
    from kontant.cli.recrypting import keep
    from kontant.store import encryption, schema

    if keyring:
        passphrase_keeping.check()
    words = passphrase.new(context.passphrase_fd, passphrase.OPTION)
    schema.create(context.path, encryption.new_key(words))
    say(_("Made an empty, encrypted caseload: {path}").format(path=context.path))
    if keyring:
        keep(context, words)
    _tell_next(context)


def _tell_next(context: Context) -> None:
    say(_("Next: {command}").format(command=f"{context.prefix} import " + _("EXTRACT")))
