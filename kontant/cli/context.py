"""What every command needs to know: which caseload, which day it is, and who is asking."""

import getpass
import os
import re
import shlex
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from kontant.store.location import caseload_path

# How a command begins in a sentence, after a colon or alone; one that names a caseload already is left as it is.
_COMMAND = re.compile(r"(?:(?<=: )|^)kontant (?=[a-z])(?!demo\b)")


@dataclass
class Context:
    """The global options and the only clock of kontant."""

    db: str | None = None
    demo: bool = False
    # What a case is looked at for, as its log keeps it.
    purpose: str | None = None
    # The cases that the log tells of already: a command asks one question after another.
    looked_at: set[str] = field(default_factory=set)

    current: ClassVar["Context | None"] = None
    """That of the command that is being run."""
    # The descriptor that gives the passphrase of an encrypted caseload, and whether it was read.
    passphrase_fd: int | None = None
    passphrase_read: bool = False

    def give_passphrases(self) -> None:
        """From now on, whoever opens an encrypted caseload asks here for its passphrase."""
        from kontant.store import key

        key.ask_with(self._passphrase)
        Context.current = self

    def unlock(self) -> None:
        """Ask for the passphrase now, if the caseload is encrypted and its passphrase is not known yet."""
        from kontant.store.opening import key_for
        from kontant.store.reading import plain_errors

        with plain_errors(self.path):
            key_for(self.path)

    def _passphrase(self, path: Path, again: bool) -> str:
        from kontant.cli import passphrase

        return passphrase.of_caseload(self, path, again)

    @cached_property
    def path(self) -> Path:
        """The caseload file."""
        return caseload_path(self.db, demo=self.demo)

    @cached_property
    def today(self) -> date:
        """Today's date, read once."""
        return date.today()

    def now(self) -> str:
        """The time of an event, in UTC, to the second."""
        return datetime.now(UTC).isoformat(timespec="seconds")

    @cached_property
    def who(self) -> str:
        """Who is at the keyboard, for the change log: ``KONTANT_USER``, else the login name."""
        try:
            return os.environ.get("KONTANT_USER") or getpass.getuser()
        except (ImportError, KeyError, OSError):
            return "?"

    @cached_property
    def prefix(self) -> str:
        """How a suggested command must begin to reach the same caseload."""
        return f"kontant {self.db_option}" if self.db_option else self.short_prefix

    @property
    def short_prefix(self) -> str:
        """How a command in a long list begins; where that is not enough, the list says so once."""
        return "kontant --demo" if self.demo else "kontant"

    def reaching(self, text: str) -> str:
        """``text`` with the commands that it names as they reach this caseload.

        What is told from below the command line cannot know how the caseload was found.
        """
        return _COMMAND.sub(lambda _found: f"{self.prefix} ", text)

    @cached_property
    def db_option(self) -> str:
        """The ``--db`` that must be typed again to reach this caseload; nothing where the environment tells it."""
        typed = self.db and not self.demo and self.db != os.environ.get("KONTANT_DB")
        return f"--db {shlex.quote(self.db)}" if self.db and typed else ""

    @property
    def at_terminal(self) -> bool:
        """Whether a person can be asked and can see the answer."""
        return sys.stdin.isatty() and sys.stdout.isatty()
