"""``kontant encrypt``: write the caseload, its copies and its drafts anew under a passphrase."""

from typing import Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.screen import say
from kontant.i18n import _

app = group()


@app.command(
    "encrypt",
    cls=Command,
    help=_("Encrypt the caseload under a passphrase, with its backups, drafts and copies of older schemas."),
)
def encrypt(
    ctx: typer.Context,
    keyring: Annotated[bool, typer.Option("--keyring", help=_("Keep the passphrase in the system's keyring."))] = False,
) -> None:
    """Ask for a passphrase and encrypt; of an encrypted caseload, what was left plain of it."""
    from kontant.cli import passphrase, passphrase_keeping
    from kontant.cli.recrypting import follow, keep, recrypted, tell_plain_elsewhere
    from kontant.store import encryption
    from kontant.store.key import is_encrypted
    from kontant.store.reading import reading

    context: Context = ctx.obj
    if keyring:
        passphrase_keeping.check()
    if is_encrypted(context.path):
        _finish(context, keyring)
        return
    with reading(context.path):
        pass  # no use in a passphrase for what is no caseload
    words = passphrase.new(context.passphrase_fd, passphrase.OPTION)
    key = encryption.new_key(words)
    recrypted(context, key, "encrypt")
    say(_("{path} is encrypted now.").format(path=context.path))
    if keyring:
        keep(context, words)
    follow(context, None, key)
    tell_plain_elsewhere()
    say(_("Check that you know the passphrase: {command}").format(command=f"{context.prefix} due"))


def _finish(context: Context, keyring: bool) -> None:
    """Of a caseload that is encrypted: let what is plain of it follow, and the keyring have the passphrase."""
    from kontant.cli.recrypting import carry, follow, keep, take_in_earlier
    from kontant.store.opening import key_for
    from kontant.store.reading import reading

    with reading(context.path):
        pass
    key = key_for(context.path)
    assert key is not None
    take_in_earlier(context)
    carry(context, key)
    say(_("{path} was encrypted already.").format(path=context.path))
    if keyring:
        keep(context, key.passphrase)
    if not follow(context, None, key) and not keyring:
        say(_("Give it a new passphrase with: {command}").format(command=f"{context.prefix} rekey"))
