"""Words of a note or a correction in the person's own editor: ``$VISUAL``, ``$EDITOR``, else one that the system has.

The words lie in a private file that is taken away only when they are back: should the editor or the
terminal die, going on takes them in from there.
"""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kontant.cli import note_private as private
from kontant.cli.screen import say
from kontant.errors import StoreError
from kontant.i18n import _

if TYPE_CHECKING:
    from kontant.cli.note_desk import Desk
    from kontant.cli.note_kept import Kept

# What a system brings, the easiest to leave first.
_USUAL = ("notepad",) if sys.platform == "win32" else ("nano", "micro", "vim", "vi")
# No swap, undo, backup or history file: those lie where the user's own settings say, which is on a disk.
_VIM = ("-n", "-i", "NONE", "-c", "set noundofile nobackup nowritebackup")
_EMACS = ("--eval", "(setq make-backup-files nil auto-save-default nil create-lockfiles nil)")
_QUIET: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("vim", "vi", "nvim", "gvim", "view"), _VIM),
    "emacs": _EMACS,
    "micro": ("-backup", "false", "-savehistory", "false", "-saveundo", "false", "-savecursor", "false"),
    # Its own settings may say backups, a history, places in files.
    "nano": ("--ignorercfiles",),
    # These write nothing but the file, and no settings can have them do otherwise.
    **dict.fromkeys(("ed", "hx", "helix"), ()),
}
# How long an editor may take to put its words down when everything ends.
_LAST_SECONDS = 3


def edit(desk: "Desk", keeper: "Kept", words: str, typed: Callable[[str], None]) -> str:
    """``words`` as the editor leaves them, told to ``typed``; as they are where no editor can be started."""
    command = command_of_editor()
    if command is None:
        say(_("There is no editor here; name one in VISUAL or EDITOR."))
        return words
    path = keeper.editor_file()
    if not private.open_to_editor(path, words + "\n" if words else ""):
        say(_("This system has no folder in memory, and no word of an encrypted caseload lies on a disk: write here."))
        return words
    try:
        _run(desk, [*keeping_quiet(command, path), str(path)])
    except OSError:
        private.remove(path)
        say(_("{editor} could not be started; name another editor in VISUAL or EDITOR.").format(editor=command[0]))
        return words
    except BaseException:
        private.put_down(path)
        raise
    return _taken_back(desk, keeper, path, words, typed)


def keeping_quiet(command: list[str], path: Path) -> list[str]:
    """The command, with the options by which an editor keeps copies to itself if no disk may have the words."""
    if private.may_lie_on_disk(path):
        say(_("Your editor has the words now; save there and close it to go on."))
        return command
    options = _QUIET.get(Path(command[0]).stem.casefold())
    if options is None:
        say(
            _(
                "Your editor has the words now, in memory; whether {editor} keeps copies of its own on the disk, "
                "kontant cannot tell. Save there and close it to go on."
            ).format(editor=Path(command[0]).name)
        )
        return command
    say(_("Your editor has the words now, in memory; save there and close it to go on."))
    return [*command, *options]


def command_of_editor() -> list[str] | None:
    """The editor's command, word by word; None if there is none."""
    for name in ("VISUAL", "EDITOR"):
        with contextlib.suppress(ValueError):
            if words := shlex.split(os.environ.get(name, ""), posix=sys.platform != "win32"):
                return words
    found = next((found for name in _USUAL if (found := shutil.which(name))), None)
    return [found] if found else None


def _run(desk: "Desk", command: list[str]) -> None:
    """Run the editor to its end. Ctrl-C in it is its own affair; where the terminal ends, both do."""
    # A handler, not "ignore": the editor would inherit that.
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        with desk.keyboard.plain():
            _wait(subprocess.Popen(command))
    finally:
        signal.signal(signal.SIGINT, before)


def _wait(editor: "subprocess.Popen[bytes]") -> None:
    try:
        editor.wait()
    except BaseException:
        editor.terminate()
        # Time to put its words down before this program is gone.
        with contextlib.suppress(subprocess.TimeoutExpired):
            editor.wait(timeout=_LAST_SECONDS)
        raise


def _taken_back(desk: "Desk", keeper: "Kept", path: Path, words: str, typed: Callable[[str], None]) -> str:
    """The words of the file, which goes once they are kept."""
    found = private.read(path)
    if found is None:
        return words
    typed(found)
    with desk.undisturbed(), contextlib.suppress(StoreError):
        keeper.save()
        private.remove(path)
    return found
