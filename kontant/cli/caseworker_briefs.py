"""The briefs of a handover: where each goes, checked before anything moves, and what to do where one is not written."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kontant.cli import caseworker_folder
from kontant.cli.caseworker_choice import Choice
from kontant.cli.context import Context
from kontant.cli.export_log import log_out
from kontant.cli.exporting import FileFormat, Target
from kontant.cli.judging import evaluator
from kontant.errors import KontantError, Refused
from kontant.i18n import _, ngettext
from kontant.rules.wording import shell_word
from kontant.store.reading import reading

if TYPE_CHECKING:
    from kontant.rules.evaluate import Evaluator

COMMAND = "caseworker handover --briefs"
_SUFFIXES: Mapping[FileFormat, str] = {
    FileFormat.MARKDOWN: ".md",
    FileFormat.HTML: ".html",
    FileFormat.PDF: ".pdf",
}


class Briefs(NamedTuple):
    """A file for each case, by case_ref, in one folder and one format; ``is_new``: the folder must not be there."""

    folder: Path
    format: FileFormat
    force: bool
    is_new: bool
    files: Mapping[str, Path]

    @contextlib.contextmanager
    def folder_made(self) -> Iterator[None]:
        """The folder, private to the user where it is made here; taken away again where what follows fails.

        Raises ``Refused`` where it cannot be made.
        """
        place = self.folder.expanduser()
        made = self.is_new or not place.is_dir()
        if made:
            caseworker_folder.make(self.folder)
        try:
            yield
        except BaseException:
            if made:
                with contextlib.suppress(OSError):
                    place.rmdir()
            raise

    def write(self, context: Context, told: Callable[[int, int], None]) -> dict[str, str]:
        """Write them all; why for each that was not written. ``told`` how many of them are done.

        They are made beside their places first. Those that could be are entered in the log, and then get their names:
        so the log tells of no brief that was not written, and no brief is there that it does not tell of.
        """
        failed: dict[str, str] = {}
        places: dict[str, Callable[[], None]] = {}
        rules = evaluator(context, context.today)
        with contextlib.ExitStack() as made:
            try:
                for number, ref in enumerate(self.files, start=1):
                    with _noted(failed, ref):
                        places[ref] = made.enter_context(self._made(context, ref, rules))
                    told(number, len(self.files))
            finally:
                # Those that are made are let out though the rest was interrupted.
                self._let_out(context, places, failed)
        return failed

    def command(self, context: Context, ref: str) -> str:
        """What makes the brief of one case."""
        return self._command(context, shell_word(ref), shell_word(str(self.files[ref])))

    def command_of_any(self, context: Context) -> str:
        """The same with words for the case and its file."""
        return self._command(context, _("CASE"), _("FILE"))

    def _command(self, context: Context, case: str, file: str) -> str:
        return f"{context.prefix} case brief {case} --output {file}" + (" --force" if self.force else "")

    def _made(
        self, context: Context, ref: str, rules: "Evaluator"
    ) -> contextlib.AbstractContextManager[Callable[[], None]]:
        """The brief of one case, on disk beside its place; what is given gives it its name."""
        from kontant.cli.case_brief import rendered
        from kontant.exchange.files import staged
        from kontant.report.brief import brief_page

        with reading(context.path) as connection:
            page = brief_page(
                connection,
                ref,
                rules,
                made=context.today,
                prefix=context.short_prefix,
                option=context.db_option,
            )
        made = rendered(page, self.format)
        return staged(self.files[ref], made if isinstance(made, bytes) else made.encode(), force=self.force)

    def _let_out(self, context: Context, places: Mapping[str, Callable[[], None]], failed: dict[str, str]) -> None:
        """Enter those that are made in the log and give them their names; none where the log takes no entry."""
        if not places:
            return
        try:
            self._log(context, list(places))
        except KontantError as error:
            failed |= dict.fromkeys(places, str(error))
            return
        for ref, place in places.items():
            with _noted(failed, ref):
                place()

    def _log(self, context: Context, refs: list[str]) -> None:
        log_out(context, COMMAND, Target(self.folder, self.format), context.today, case_refs=refs)


@contextlib.contextmanager
def _noted(failed: dict[str, str], ref: str) -> Iterator[None]:
    """Take down why something was not done for this case, and go on."""
    try:
        yield
    except KontantError as error:
        failed[ref] = str(error)
    except OSError as error:
        failed[ref] = _("It was not written: {reason}.").format(reason=error.strerror or type(error).__name__)


def planned(folder: Path | None, chosen: FileFormat, force: bool, choice: Choice) -> Briefs:
    """Where the briefs go: in ``folder``, else in a new one in the current folder that is named after the handover.

    Raises ``Refused`` where they could not be written.
    """
    place = folder or caseworker_folder.named_after(choice.former, choice.caseworker, choice.start)
    caseworker_folder.check(place)
    files = {ref: place / name for ref, name in caseworker_folder.file_names(choice.refs, _SUFFIXES[chosen]).items()}
    there = [path for path in files.values() if path.expanduser().exists()]
    if there and not force:
        count = len(there)
        told = ngettext("{path} exists already", "{n} of the briefs exist already, such as {path}", count)
        told = told.format(n=count, path=there[0])
        raise Refused(
            _("{what}; choose another folder, or replace with --force. Nothing was changed.").format(what=told)
        )
    return Briefs(place, chosen, force, folder is None, files)
