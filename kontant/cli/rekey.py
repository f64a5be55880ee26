"""``kontant rekey``: write the encrypted caseload, its copies and its drafts anew under another passphrase."""

from typing import Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.screen import say
from kontant.errors import Refused
from kontant.i18n import _

app = group()

_OPTION = "--new-passphrase-fd"


@app.command("rekey", cls=Command, help=_("Give an encrypted caseload, its backups and drafts a new passphrase."))
def rekey(
    ctx: typer.Context,
    new_passphrase_fd: Annotated[
        int | None,
        typer.Option(_OPTION, help=_("Read the new passphrase from this descriptor: one line."), min=0, metavar="N"),
    ] = None,
    keyring: Annotated[bool, typer.Option("--keyring", help=_("Keep the passphrase in the system's keyring."))] = False,
) -> None:
    """Ask for the old passphrase, then for the new one, and write everything anew."""
    from kontant.cli import passphrase, passphrase_keeping
    from kontant.cli.recrypting import follow, keep, recrypted, tell_encrypted_elsewhere
    from kontant.store import encryption
    from kontant.store.opening import key_for
    from kontant.store.reading import reading

    context: Context = ctx.obj
    keyring = keyring or passphrase_keeping.is_kept(context.path)
    if keyring:
        passphrase_keeping.check()
    with reading(context.path):
        pass
    old = key_for(context.path)
    if old is None:
        told = _("{path} is not encrypted; encrypt it with: {command}")
        raise Refused(told.format(path=context.path, command=f"{context.prefix} encrypt"))
    words = passphrase.new(new_passphrase_fd, _OPTION)
    if words == old.passphrase:
        raise Refused(_("That is the passphrase it has now; nothing was changed. Choose another."))
    new = encryption.new_key(words)
    recrypted(context, new, "rekey")
    say(_("{path} has its new passphrase; the old one opens it no more.").format(path=context.path))
    if keyring:
        keep(context, words)
    follow(context, old, new)
    tell_encrypted_elsewhere()
