"""What the note commands share in words: asides, the answers of a draft, and the time of its last save."""

import re
from datetime import datetime
from typing import Any

from kontant.cli.screen import tell, wrapped
from kontant.i18n import day_text
from kontant.store.drafts import Draft

WORDS = "_words"
"""Where a draft's answers hold the half-typed words of questions that were left for another one."""

# A byte that could not be decoded comes as half a character, which no file takes.
_LONE = re.compile("[\ud800-\udfff]")
_ESCAPED = 0xDC00


def aside(text: str) -> None:
    """Say something that is not part of the note, wrapped by words, on stderr."""
    for row in wrapped(text, ""):
        tell("".join(piece.text for piece in row))


def legible(text: str) -> str:
    """``text`` with each byte that is no UTF-8, from an older terminal or editor, as the letter that it stands for."""
    return _LONE.sub(lambda lone: _letter(ord(lone[0]) - _ESCAPED), text)


def _letter(byte: int) -> str:
    # What Windows writes, of which Latin-1 is a part.
    return bytes([byte]).decode("cp1252", errors="replace") if 0 <= byte < 256 else "\ufffd"


def answers_of(draft: Draft) -> dict[str, Any]:
    """The answers of a draft, without what is kept beside them."""
    return {question: value for question, value in draft.answers.items() if question != WORDS}


def answer_count(draft: Draft) -> int:
    """How many questions have an answer; a name that begins with ``_`` is no question's."""
    return sum(1 for key, value in draft.answers.items() if value is not None and not key.startswith("_"))


def time_text(utc: str) -> str:
    """A time of the store's as the clock on the wall shows it."""
    local = datetime.fromisoformat(utc).astimezone()
    return f"{day_text(local.date())} {local:%H:%M}"
