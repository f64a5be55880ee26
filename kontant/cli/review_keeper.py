"""Words of a remark while they are typed: in a private file until the remark is written, whatever ends the program.

An answer needs no keeping: each is in the caseload before the next point is asked.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from kontant.cli import note_private as private
from kontant.cli.note_kept import Left
from kontant.i18n import _

# While words are typed they are put down this often, at most.
_SECONDS = 2.0


class RemarkKeeper:
    """The remark that is being written, if any, and what :func:`told` says of the review when it is left."""

    def __init__(self, caseload: Path, which: tuple[int, str, str], told: Callable[[], str]) -> None:
        """Of review, case and reviewer; ``told`` says how far the case is and how to go on."""
        self._caseload, self._which, self._told = caseload, which, told
        self._file: Path | None = None
        self._left: list[Path] = []
        self._written = self._down = ""
        self.words = ""

    def open(self, point: str, words: str) -> str:
        """From now on a remark on this point is typed; returns what was left of one, else its ``words`` as written."""
        which = (*self._which, point)
        self._file = private.correction_file(self._caseload, which)
        self._left = private.corrections_left(self._caseload, which)
        kept = [found for path in self._left if (found := private.read(path))]
        self._written = words
        self.words = self._down = "\n\n".join(kept) or words
        return self.words

    def close(self) -> None:
        """The remark is in the caseload."""
        for path in {*self._left, *([self._file] if self._file else [])}:
            private.remove(path)
        self._file, self._left, self.words = None, [], ""

    def typed(self, words: str) -> None:
        """What stands at the prompt now."""
        self.words = words

    async def beside(self) -> None:
        """While a prompt is open: put down what is typed, so that no crash takes it."""
        while True:
            await asyncio.sleep(_SECONDS)
            with contextlib.suppress(OSError):
                self.save()

    def save(self) -> None:
        """Put down what is not on disk yet."""
        if self._file is not None and self.words != self._down:
            private.write(self._file, self.words)
            self._down = self.words

    def editor_file(self) -> Path:
        """The private file in which an editor gets the words."""
        assert self._file is not None
        return self._file

    def leave(self) -> Left:
        """Keep the words for the next time that this remark is opened."""
        if self._file is None:
            return Left.SAVED
        with contextlib.suppress(OSError):
            if self.words == self._written:
                self.close()  # put down meanwhile, perhaps, and changed back since
                return Left.SAVED
            if not self.words.strip():
                return Left.SAVED
            self.save()
            return Left.BESIDE
        return Left.NOWHERE

    def told(self, left: Left, prefix: str) -> str:
        """Where everything is."""
        if left is Left.NOWHERE:
            return _("Your words could not be kept in a file. They were:")
        if left is Left.BESIDE:
            return _("The remark is not written, but its words are kept.") + " " + self._told()
        return self._told()

    def unsaved(self) -> Iterator[str]:
        """The words that are nowhere but here."""
        yield from self.words.split("\n")
