"""What is typed at a desk and must outlive it, whatever ends the program: a note's draft, or a correction's words."""

from collections.abc import Iterable
from enum import Enum, auto
from pathlib import Path
from typing import Protocol


class Left(Enum):
    """Where the words are when the program ends."""

    SAVED = auto()
    BESIDE = auto()
    """In a private file, from which going on takes them."""
    NOWHERE = auto()
    """The disk takes nothing: only the screen can have them."""
    NOTHING = auto()
    """There were none."""
    DONE = auto()
    """They became what they were written for."""


class Kept(Protocol):
    """The words of somebody at a desk."""

    def typed(self, words: str) -> None:
        """What stands at the prompt now, not answered yet."""

    async def beside(self) -> None:
        """Runs while a prompt is open."""

    def save(self) -> None:
        """Write what is not on disk yet. Raises ``StoreError`` where it cannot be written."""

    def editor_file(self) -> Path:
        """The private file in which an editor gets the words."""

    def leave(self) -> Left:
        """Put the words where they are found again, at the very end; raises nothing."""

    def told(self, left: Left, prefix: str) -> str:
        """One sentence on where the words are; commands begin with ``prefix``."""

    def unsaved(self) -> Iterable[str]:
        """The words that are nowhere but here, line by line."""
