"""Text that comes in by a pipe, or is typed until Ctrl-D."""

import sys


def stdin_text() -> str:
    """All of standard input, in UTF-8 or as older Windows programs write it; line breaks are ``\\n``."""
    raw = sys.stdin.buffer.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n")
