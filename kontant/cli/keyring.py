"""``kontant keyring``: keep the passphrase of the caseload in the system's keyring, or no longer."""

import typer

from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.screen import say
from kontant.errors import Refused
from kontant.i18n import _

app = group(help=_("Keep the passphrase in the system's keyring, or no longer."))


@app.command("remember", cls=Command, help=_("From now on the system's keyring gives the passphrase."))
def remember(ctx: typer.Context) -> None:
    """Ask for the passphrase, check it, and give it to the keyring."""
    from kontant.cli import passphrase_keeping
    from kontant.cli.recrypting import keep
    from kontant.store.key import is_encrypted
    from kontant.store.opening import key_for
    from kontant.store.reading import reading

    context: Context = ctx.obj
    if is_encrypted(context.path):
        passphrase_keeping.check()  # no use in asking for what nobody keeps
    with reading(context.path):
        pass
    found = key_for(context.path)
    if found is None:
        raise Refused(_("{path} is not encrypted: it has no passphrase to keep.").format(path=context.path))
    keep(context, found.passphrase)
    say(_("Ask for it again with: {command}").format(command=f"{context.prefix} keyring forget"))


@app.command("forget", cls=Command, help=_("The passphrase is asked for again."))
def forget(ctx: typer.Context) -> None:
    """Take the passphrase out of the keyring."""
    from kontant.cli import passphrase_keeping

    context: Context = ctx.obj
    if passphrase_keeping.forget(context.path):
        say(_("The system's keyring no longer has its passphrase."))
    else:
        say(_("The system's keyring had no passphrase of {path}.").format(path=context.path))
