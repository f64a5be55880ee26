"""Asking for the words of a correction at a terminal, beneath the note that it corrects; or in the person's editor."""

import contextlib
import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontant.cli import note_prompts
from kontant.cli.journal_show import note_lines
from kontant.cli.journal_words import shown_note
from kontant.cli.screen import Piece, line, say, show, wrapped
from kontant.i18n import _

if TYPE_CHECKING:
    from prompt_toolkit.application import Application

    from kontant.store.journal import JournalNote


def correction(note: "JournalNote", name: str) -> str:
    """The words that are typed beneath ``note`` in the case of ``name``; leaving is by ``KeyboardInterrupt``."""
    show(note_lines(shown_note(note), name))
    show([[], line(Piece(_("What is right?"), "bold"))])
    show(wrapped(_("Enter ends, Alt-Enter begins a new line, Ctrl-O opens your editor, Ctrl-C leaves."), "", "dim"))
    try:
        return note_prompts.words(_Desk(), "> ", given="", check=_fault, lines=True)
    except (note_prompts.GoBack, EOFError):
        raise KeyboardInterrupt from None


def _fault(words: str) -> str | None:
    return None if words.strip() else _("Write what is right, or leave with Ctrl-C.")


class _Desk:
    """Runs the prompt; nothing is kept before it is finished."""

    def run(self, prompt: "Application[Any]") -> Any:
        return prompt.run()

    def typed(self, words: str) -> None:
        """A correction has no draft."""

    def edit(self, words: str) -> str:
        from kontant.cli.note_editor import command_of_editor

        command = command_of_editor()
        if command is None:
            say(_("There is no editor here; name one in VISUAL or EDITOR."))
            return words
        try:
            return _edited(command, words)
        except OSError:
            told = _("{editor} could not be started; name another editor in VISUAL or EDITOR.")
            say(told.format(editor=command[0]))
            return words


def _edited(command: list[str], words: str) -> str:
    """``words`` as the editor leaves them in a file of its own, which only the user may read and which goes after."""
    from kontant.cli.note_private import read, write
    from kontant.store.location import data_folder, make_private_folder

    make_private_folder(data_folder())
    number, name = tempfile.mkstemp(prefix="correction-", suffix=".txt", dir=data_folder())
    os.close(number)
    path = Path(name)
    try:
        write(path, words + "\n" if words else "")
        subprocess.run([*command, name], check=False)
        found = read(path)
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
    return words if found is None else found
