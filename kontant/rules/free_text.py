"""What a fact may hold of a text that somebody wrote freely: one line, not too long, no whole CPR number."""

from kontant.model.person import masked

LONGEST = 60
"""The letters that a list has room for, and no more of a caseworker's free text than that."""


def shortened(text: str) -> str:
    """``text`` in one line of at most :data:`LONGEST` letters, without the end of any CPR number."""
    line = masked(" ".join(text.split()))
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
