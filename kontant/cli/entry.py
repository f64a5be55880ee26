"""The program's entry: choose the language, run the command, turn errors into a sentence and an exit code.

This module is the first imported and decides how fast kontant starts, so it imports nearly nothing itself.
"""

import atexit
import contextlib
import enum
import gc
import os
import sys

from kontant.errors import KontantError, UsageError
from kontant.i18n import _, choose_language, wanted_language

# One short-lived command allocates much and frees little: collecting cycles only costs it time.
gc.disable()
atexit.register(gc.freeze)


class Exit(enum.IntEnum):
    """What kontant tells the shell."""

    DONE = 0
    FAILED = 1  # refused or failed, with one line on stderr
    USAGE = 2  # typed wrongly
    INTERRUPTED = 130  # Ctrl-C, as shells expect


def main() -> None:
    """Run kontant with the arguments of this process and exit."""
    for stream in (sys.stdout, sys.stderr):
        # Danish letters must come out whatever locale a server or a scheduler has set.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    choose_language(wanted_language(_option(sys.argv, "--lang"), os.environ))
    code = run()
    try:
        sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            code = _fail(_unwritten(error), Exit.FAILED)
        _silence_stdout()
    sys.exit(code)


def run() -> int:
    """Run the command line; returns the exit code, having said on stderr what went wrong, if anything."""
    from kontant.cli.app import build

    try:
        result = build()(prog_name="kontant", standalone_mode=False)
        if result == Exit.INTERRUPTED:  # Typer turns Ctrl-C into this code without a word
            raise KeyboardInterrupt
        return result if isinstance(result, int) else Exit.DONE
    except UsageError as error:
        return _fail(_reaching(str(error)), Exit.USAGE)
    except KontantError as error:
        return _fail(_reaching(str(error)), Exit.FAILED)
    except KeyboardInterrupt:
        return _fail(_("Interrupted; what was not finished was not saved."), Exit.INTERRUPTED)
    except OSError as error:
        return _fail(_unwritten(error), Exit.FAILED)
    except Exception as error:
        return _unexpected(error)


def _unwritten(error: OSError) -> str:
    return _("The system would not let kontant go on: {reason}.").format(reason=error.strerror or type(error).__name__)


def _unexpected(error: Exception) -> int:
    """Typer's own complaints, worded; anything else named by its place in the code, never by its values."""
    from kontant.cli.wrong_usage import worded

    if told := worded(error):
        message, code = told
        return _fail(_reaching(message), Exit(code))
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "?"  # noqa: PTH119
    return _fail(
        _("kontant failed unexpectedly ({kind} at {place}); please report this line.").format(
            kind=type(error).__name__, place=place
        ),
        Exit.FAILED,
    )


def _fail(message: str, code: Exit) -> int:
    from kontant.cli.screen import tell_lines
    from kontant.model.person import masked

    with contextlib.suppress(OSError):
        sys.stdout.flush()
    if message:
        # What was typed may stand in the sentence, with a CPR number or with signs that redraw the screen.
        tell_lines(f"kontant: {masked(message)}")
    return code


def _reaching(message: str) -> str:
    """The sentence with its commands as they reach the caseload that was asked for."""
    from kontant.cli.context import Context

    return Context.current.reaching(message) if Context.current else message


def _silence_stdout() -> None:
    """The reader of a pipe went away (``| head``): no complaint at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _option(argv: list[str], name: str) -> str | None:
    """The value of a global option, read before there is a parser since help texts depend on it."""
    for place, word in enumerate(argv):
        if word == name:
            return argv[place + 1] if place + 1 < len(argv) else None
        if word.startswith(name + "="):
            return word.partition("=")[2]
    return None
