"""``kontant decrypt``: write the caseload and its drafts anew without encryption."""

from typing import Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.screen import say
from kontant.errors import Refused, UsageError
from kontant.i18n import _, ngettext

app = group()


@app.command("decrypt", cls=Command, help=_("Take the encryption off again; asks first."))
def decrypt(
    ctx: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))] = False,
) -> None:
    """Ask whether that is meant, and decrypt."""
    from kontant.cli import passphrase_keeping
    from kontant.cli.recrypting import recrypted, tell_encrypted_elsewhere
    from kontant.store.key import is_encrypted
    from kontant.store.reading import reading

    context: Context = ctx.obj
    with reading(context.path):
        pass
    if not is_encrypted(context.path):
        raise Refused(_("{path} is not encrypted; nothing was changed.").format(path=context.path))
    if not (yes or _is_meant(context)):
        say(_("Nothing was changed."))
        return
    recrypted(context, None, "decrypt")
    say(_("{path} is no longer encrypted: whoever gets the file can read it.").format(path=context.path))
    if passphrase_keeping.is_kept(context.path):
        passphrase_keeping.forget(context.path)
        say(_("The system's keyring no longer has its passphrase."))
    _tell_encrypted_copies(context)
    tell_encrypted_elsewhere()


def _is_meant(context: Context) -> bool:
    from kontant.cli import asking

    if not context.at_terminal:
        raise UsageError(_("Nothing was changed: off a terminal nobody can be asked; confirm with --yes."))
    return asking.confirm(_("Anybody who gets {path} can read it afterwards. Go on?").format(path=context.path.name))


def _tell_encrypted_copies(context: Context) -> None:
    """Copies stay as they are: encrypted, they harm nobody; but their passphrase must not be forgotten."""
    from kontant.store.encryption import copies_of
    from kontant.store.key import is_encrypted

    count = sum(map(is_encrypted, copies_of(context.path.resolve())))
    if count:
        told = ngettext(
            "{n} backup or earlier copy stays encrypted: keep the passphrase for it.",
            "{n} backups or earlier copies stay encrypted: keep the passphrase for them.",
            count,
        )
        say(told.format(n=count))
