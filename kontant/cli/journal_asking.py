"""Asking for the words of a correction at a terminal, beneath the note that it corrects; or in the person's editor."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kontant.cli import note_private as private
from kontant.cli.journal_show import note_lines
from kontant.cli.journal_words import shown_note
from kontant.cli.note_kept import Left
from kontant.cli.note_prompts import GoBack
from kontant.cli.note_typed import words
from kontant.cli.note_words import aside
from kontant.cli.screen import Piece, line, show, wrapped
from kontant.i18n import _

if TYPE_CHECKING:
    from kontant.cli.note_desk import Desk
    from kontant.store.journal import JournalNote


class Correction:
    """The words of one correction while they are typed; what is left of them waits in a private file."""

    def __init__(self, caseload: Path, note: "JournalNote") -> None:
        """Take in what was left of a correction of this ``note`` before."""
        # A note's number may be another's one day; this may not.
        which = (note.case_ref, note.date.isoformat(), note.template, note.nr)
        self.number = note.id
        self._file = private.correction_file(caseload, which)
        self._left = private.corrections_left(caseload, which)
        self.words = "\n\n".join(words for path in self._left if (words := private.read(path)))
        self._finished = False

    def typed(self, words: str) -> None:
        """What stands at the prompt now."""
        self.words = words

    async def beside(self) -> None:
        """A correction is short: only an end puts it aside."""

    def save(self) -> None:
        """There is nowhere to save half a correction."""

    def editor_file(self) -> Path:
        """The file from which :meth:`leave`, or the next correction of this note, takes the words."""
        return self._file

    def leave(self) -> Left:
        """Keep the words for the next correction of this note."""
        if self._finished:
            return Left.DONE
        self._take_from_editor()
        if self.words.strip():
            try:
                private.write(self._file, self.words)
            except OSError:
                return Left.NOWHERE
        self._remove(but=self._file if self.words.strip() else None)
        return Left.BESIDE if self.words.strip() else Left.NOTHING

    def _take_from_editor(self) -> None:
        """An editor that was ended together with the program has put its words down."""
        with contextlib.suppress(OSError):
            self.words = private.read(self._file) or self.words

    def finished(self) -> None:
        """The correction stands in the journal."""
        self._finished = True
        self._remove()

    def _remove(self, but: Path | None = None) -> None:
        for path in {self._file, *self._left} - {but}:
            private.remove(path)

    def told(self, left: Left, prefix: str) -> str:
        """Where the words are."""
        if left is Left.DONE:
            return _("The correction is saved.")
        if left is Left.NOTHING:
            return _("Interrupted; nothing had been written.")
        if left is Left.NOWHERE:
            return _("Your words could not be kept in a file. They were:")
        told = _("Not saved, but your words are kept; go on with: {command}")
        return told.format(command=f"{prefix} note amend {self.number}")

    def unsaved(self) -> Iterator[str]:
        """All of them."""
        yield from self.words.split("\n")


def asked(desk: "Desk", correction: Correction, note: "JournalNote", name: str) -> str:
    """The words that are typed beneath ``note`` in the case of ``name``; leaving is by ``KeyboardInterrupt``."""
    show(note_lines(shown_note(note), name))
    show([[], line(Piece(_("What is right?"), "bold"))])
    show(wrapped(_("Enter ends, Alt-Enter begins a new line, Ctrl-O opens your editor, Ctrl-C leaves."), "", "dim"))
    if correction.words:
        aside(_("The words that were not saved last time are here again."))
    try:
        return words(desk, "> ", given=correction.words, check=_fault, lines=True)
    except GoBack:
        raise KeyboardInterrupt from None


def _fault(typed: str) -> str | None:
    return None if typed.strip() else _("Write what is right, or leave with Ctrl-C.")
