"""What every command needs to know: which caseload, which day it is, and who is asking."""

import getpass
import os
import shlex
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from kontant.store.location import caseload_path


@dataclass
class Context:
    """The global options and the only clock of kontant."""

    db: str | None = None
    demo: bool = False

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

    @cached_property
    def db_option(self) -> str:
        """The ``--db`` that must be typed again to reach this caseload; nothing where the environment tells it."""
        typed = self.db and not self.demo and self.db != os.environ.get("KONTANT_DB")
        return f"--db {shlex.quote(self.db)}" if self.db and typed else ""

    @property
    def at_terminal(self) -> bool:
        """Whether a person can be asked and can see the answer."""
        return sys.stdin.isatty() and sys.stdout.isatty()
