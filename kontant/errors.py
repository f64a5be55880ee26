"""What can go wrong, as domain errors that know nothing of a terminal.

Each carries one finished sentence for the user: what was wrong, where, and what would be right. The command
line turns it into a line on stderr and an exit code. No CPR number and no text from a case goes into one.
"""


class KontantError(Exception):
    """A refusal or failure that the user can understand and act on."""


class UsageError(KontantError):
    """The command was typed wrongly (exit code 2)."""


class StoreError(KontantError):
    """The caseload file cannot be opened, read or written."""


class WriteProtected(StoreError):
    """The caseload file can be read, but not written."""


class ParameterError(KontantError):
    """A parameter file is wrong; names the file, the key and what would be right."""


class NotFound(KontantError):
    """What was asked for is not in the caseload."""


class Refused(KontantError):
    """The change would break a rule of the caseload, or overwrite something newer."""
