"""``kontant note``: write a guided note, and the journal of what was written.

The first word that is no command is a case: ``kontant note CASE`` is ``kontant note write CASE``.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from kontant.cli import (
    journal_amend,
    journal_export,
    journal_find,
    journal_list,
    journal_show,
    note_drafts,
    note_template,
    note_write,
)
from kontant.cli.lazy import Command, Group, group
from kontant.cli.read_log import ReadingCommand
from kontant.i18n import _

_WRITE = "write"
_RESUME = "--resume"
_HELP = ("--help", "-h")


class NoteGroup(Group):
    """A group whose usual command need not be named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As Typer's, with the usual command put in where none is named."""
        if args and args[0] not in _HELP and args[0] not in self.list_commands(ctx):
            args = [_WRITE, *args]
        if args[:1] == [_WRITE]:
            args = list(_with_number(args))
        return super().parse_args(ctx, args)


def _with_number(args: Iterable[str]) -> Iterator[str]:
    """``--resume`` takes a number or nothing: the number is tied to it, so that no case is taken for one."""
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word == "--":
            yield from (word, *rest)
            return
        if word == _RESUME:
            numbered = bool(rest) and rest[0].isascii() and rest[0].isdigit()
            word = f"{_RESUME}={rest.pop(0) if numbered else note_write.LATEST}"
        yield word


app = group(
    cls=NoteGroup,
    help=_(
        "Write a guided note on a case: kontant note CASE [TEMPLATE], or go on with a draft: kontant note --resume. "
        "The commands below read, correct and export what was written."
    ),
)

for name, command, told in (
    (_WRITE, note_write.write, _("Write a guided note; the word write itself can be left out.")),
    ("drafts", note_drafts.list_drafts, _("The notes that were begun and not saved.")),
    ("template", note_template.template, _("The note templates; an answers file for one of them.")),
    ("list", journal_list.list_notes, _("The notes of a case, newest first.")),
    ("show", journal_show.show_note, _("A note whole, with its corrections.")),
    ("find", journal_find.find_notes, _("The notes that hold some words.")),
    ("amend", journal_amend.amend, _("Add a dated correction to a note, which itself stays as it is.")),
    ("export", journal_export.export_journal, _("The journal of a case, for the municipality's records system.")),
):
    opens = ReadingCommand if name in ("list", "show", "find", "export") else Command
    app.command(name, cls=opens, help=told)(command)
