"""A keyring of the tests' own, in a file that the environment names: what a desktop's keyring is to kontant."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class Keyring(KeyringBackend):
    """Keeps passphrases by service and account."""

    priority = 5

    def get_password(self, service, username):
        return self._kept().get(f"{service} {username}")

    def set_password(self, service, username, password):
        self._write(self._kept() | {f"{service} {username}": password})

    def delete_password(self, service, username):
        self._write({name: word for name, word in self._kept().items() if name != f"{service} {username}"})

    def _kept(self):
        path = Path(os.environ["TEST_KEYRING"])
        return json.loads(path.read_text()) if path.exists() else {}

    def _write(self, kept):
        Path(os.environ["TEST_KEYRING"]).write_text(json.dumps(kept))


class Locked(Keyring):
    """One that its owner has not unlocked."""

    def get_password(self, service, username):
        raise RuntimeError("a passphrase could stand here")


class PlainFile(Keyring):
    """One of the last resort, as those are that write to a plain file."""

    priority = 0.5
