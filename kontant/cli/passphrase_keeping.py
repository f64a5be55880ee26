"""The system's keyring, for those who opt for it: it has the passphrase of a caseload as long as one is logged in.

A file without contents beside the caseload, its marker, says that the keyring has it: the keyring is slow to load, so
nobody else is to wait for it. kontant keeps nothing itself, and takes no keyring that writes passphrases to a file as
they are.
"""

import contextlib
from pathlib import Path
from typing import Any

from kontant.errors import StoreError
from kontant.i18n import _

_SERVICE = "kontant"
_MARKER = ".keyring"
# Of the keyring library: a backend below this is one of the last resort, such as a plain file.
_TRUSTED = 1


def marker(path: Path) -> Path:
    """The file beside a caseload that says that the keyring has its passphrase."""
    return path.with_name(path.name + _MARKER)


def is_kept(path: Path) -> bool:
    """Whether the user has opted for the keyring, for this caseload."""
    return marker(path).exists()


def kept(path: Path) -> str | None:
    """The passphrase that the keyring has of the caseload; None where it has none."""
    with _told_plainly():
        found = _keyring().get_password(_SERVICE, _account(path))
    return None if found is None else str(found)


def check() -> None:
    """Raise ``StoreError`` where this system has no keyring that can be trusted."""
    with _told_plainly():
        _keyring()


def keep(path: Path, passphrase: str) -> None:
    """Give the passphrase to the keyring, and have it asked for it from now on.

    Raises ``StoreError`` where it does not take it.
    """
    with _told_plainly():
        keyring = _keyring()
        keyring.set_password(_SERVICE, _account(path), passphrase)
        if keyring.get_password(_SERVICE, _account(path)) != passphrase:
            raise StoreError(_("The system's keyring did not keep the passphrase; you are asked for it as before."))
    try:
        marker(path).touch(mode=0o600)
    except OSError:
        raise StoreError(
            _("{path} cannot be made, so the keyring is not asked: the folder cannot be written.").format(
                path=marker(path)
            )
        ) from None


def forget(path: Path) -> bool:
    """Take the passphrase out of the keyring; False where it had none. Raises ``StoreError`` where it refuses."""
    was_there = is_kept(path)
    with contextlib.suppress(OSError):
        marker(path).unlink(missing_ok=True)
    with _told_plainly():
        keyring = _keyring()
        found = keyring.get_password(_SERVICE, _account(path)) is not None
        if found:
            keyring.delete_password(_SERVICE, _account(path))
    return found or was_there


def _account(path: Path) -> str:
    return str(path.resolve())


def _keyring() -> Any:
    try:
        import keyring
    except ImportError:
        raise StoreError(
            _("The keyring needs a library; install: {command}").format(command="pip install 'kontant[encryption]'")
        ) from None
    backend = keyring.get_keyring()
    if backend.priority < _TRUSTED:
        raise StoreError(
            _(
                "This system has no keyring that keeps a passphrase safe (on Linux: GNOME Keyring or KWallet, unlocked "
                "in a desktop session); kontant asks for it instead."
            )
        )
    return backend


@contextlib.contextmanager
def _told_plainly() -> Any:
    """Turn whatever a keyring raises into one sentence; each of them has errors of its own."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        raise StoreError(
            _("The system's keyring cannot be asked ({reason}).").format(reason=type(error).__name__)
        ) from None
