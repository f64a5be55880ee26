"""What comes from outside in one piece: a file that somebody named, a pipe, or what is typed until Ctrl-D."""

import sys
from pathlib import Path

from kontant import plain_files
from kontant.cli.context import Context
from kontant.errors import UsageError
from kontant.i18n import _

STDIN = "-"
"""What names standard input where a file may be named."""
# Twice the longest text that a record holds, in the longest letters.
_MOST_BYTES = 8 << 20


def stdin_text() -> str:
    """All of standard input, in UTF-8 or as older Windows programs write it; line breaks are ``\\n``."""
    try:
        raw = given_bytes(STDIN, _MOST_BYTES)
    except plain_files.TooLargeError as error:
        raise UsageError(_("standard input: {reason}.").format(reason=error.strerror)) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n")


def given_bytes(source: str, most: int) -> bytes:
    """The file ``source``, or standard input; raises ``OSError``, ``RuntimeError`` for a home that nobody has.

    A pipe that is named as a file may never say anything: only standard input is waited for.
    """
    if source == STDIN:
        # Nobody is to type what a caseload cannot take; and its passphrase may be the first line that comes.
        if Context.current is not None:
            Context.current.unlock()
        return plain_files.read_all(sys.stdin.buffer, most)
    return plain_files.read(Path(source).expanduser(), most)
