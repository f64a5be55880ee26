"""What encrypting, decrypting and a new passphrase have in common at the command line, and what is told of it."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kontant.cli.context import Context
from kontant.cli.screen import say, tell
from kontant.errors import StoreError
from kontant.i18n import _, ngettext

if TYPE_CHECKING:
    from kontant.store.key import Key


def recrypted(context: Context, new: "Key | None", command: str) -> None:
    """Have the caseload under ``new``, and the words that wait beside it."""
    from kontant.store import encryption

    take_in_earlier(context)
    entry = encryption.Entry(command, context.who, context.now())
    with _words_under(context, new):
        overwritten = encryption.recrypt(context.path, new, entry)
    carry(context, new)
    if not overwritten:
        tell(_("The old file is gone, but its contents could not be overwritten on the disk."))


@contextlib.contextmanager
def _words_under(context: Context, new: "Key | None") -> Iterator[None]:
    """The words that wait are under both keys while this lasts: killed at any point, they can be read."""
    from kontant.cli import note_private

    if new is None:
        yield  # a plain word has no place beside a caseload that is encrypted still
        return
    try:
        note_private.copy_under(context.path, new)
        yield
    except BaseException:
        note_private.drop_copies(context.path, new)
        raise


def take_in_earlier(context: Context) -> None:
    """Ask for an earlier passphrase under which words still wait; where nobody gives it, they stay."""
    from kontant.cli import note_private
    from kontant.store.opening import key_for
    from kontant.store.reading import plain_errors

    # What the caseload's own key opens is none of another.
    context.unlock()
    earlier = note_private.under_another_passphrase(context.path)
    for path in earlier:
        tell(_("Words were put down under an earlier passphrase of the caseload; give that one to have them here."))
        try:
            with plain_errors(path):
                key_for(path)
        except StoreError:
            told = _("The words under the earlier passphrase stay in {path}; the next time you are asked again.")
            tell(told.format(path=path))
    if earlier:
        carry(context, key_for(context.path))


def carry(context: Context, key: "Key | None") -> None:
    """Put down the words that wait under ``key``; told is what only an editor can read."""
    from kontant.cli import note_private

    for left in note_private.move_under(context.path, key):
        tell(_("{path} was left by an editor and may hold words of a note: delete it.").format(path=left))


def follow(context: Context, old: "Key | None", new: "Key") -> bool:
    """Have the copies under ``new`` too, and tell which are and which could not be; whether there were any."""
    from kontant.store import encryption

    copies, left = encryption.follow(context.path, old, new)
    if copies:
        told = ngettext(
            "{n} backup or earlier copy was encrypted with it.",
            "{n} backups or earlier copies were encrypted with it.",
            len(copies),
        )
        say(told.format(n=len(copies)))
    for each in left:
        tell(each.why)
    if any(each.has_own for each in left):
        told = _("One under another passphrase can be gone back to at a terminal, with its own passphrase: {command}")
        tell(told.format(command=f"{context.prefix} restore"))
    if left:
        tell(_("Delete what you do not need of these."))
    return bool(copies or left)


def tell_plain_elsewhere() -> None:
    """What nobody has told kontant of stays plain."""
    tell(_("Backups in other folders and on other disks are not known here and stay as they are: not encrypted."))


def tell_encrypted_elsewhere() -> None:
    """What nobody has told kontant of is not written anew either."""
    tell(_("Backups in other folders and on other disks are not known here and stay under the passphrase they have."))


def keep(context: Context, passphrase: str) -> None:
    """Give the passphrase to the system's keyring."""
    from kontant.cli import passphrase_keeping

    passphrase_keeping.keep(context.path, passphrase)
    say(_("The system's keyring has its passphrase."))
