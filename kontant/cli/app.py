"""The top of the command line: global options, and which module holds which command."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import typer

from kontant.cli.context import Context
from kontant.cli.lazy import Group, group
from kontant.i18n import LANGUAGES, N_, _


class TopLevel(Group):
    """All commands, by the module that holds each."""

    lazy: ClassVar[Mapping[str, tuple[str, str]]] = {
        "due": ("kontant.cli.due", N_("What each case needs, worst first: the morning's list.")),
        "forecast": (
            "kontant.cli.forecast",
            N_("The weeks ahead: deadlines and conversations, if nothing but what is planned is done."),
        ),
        "report": ("kontant.cli.report", N_("The caseload beside the national figures, by the same definitions.")),
        "review": ("kontant.cli.review", N_("Review a random sample of long-term cases, point by point.")),
        "case": ("kontant.cli.case", N_("Show, find, add, change and hand over cases.")),
        "caseworker": ("kontant.cli.caseworker", N_("How the cases are shared out, and handing them over.")),
        "note": ("kontant.cli.note", N_("Write a guided note; list, show, find, correct and export the journal.")),
        "conversation": ("kontant.cli.conversation", N_("Record conversations: planned, held, moved.")),
        "offer": ("kontant.cli.offer", N_("Record offers and how they ended.")),
        "exemption": ("kontant.cli.exemption", N_("Record exemptions.")),
        "absence": ("kontant.cli.absence", N_("Record absences and what was decided.")),
        "statement": ("kontant.cli.statement", N_("Record medical statements, from order to answer.")),
        "goal": ("kontant.cli.goal", N_("Record job goals and sub-goals.")),
        "hours": ("kontant.cli.hours", N_("Record paid hours, month by month.")),
        "coordination": ("kontant.cli.coordination", N_("Record meetings and measures across departments.")),
        "snooze": ("kontant.cli.snooze", N_("Put a flag aside until a day, with a reason.")),
        "ack": ("kontant.cli.ack", N_("Put a flag aside until its facts change, with a reason.")),
        "import": ("kontant.cli.import_", N_("Read a municipality's extract into the caseload.")),
        "export": ("kontant.cli.export", N_("The caseload summary, the list of cases behind it, and a calendar file.")),
        "rules": ("kontant.cli.rules", N_("Which rules and values are in force, and why.")),
        "whatif": ("kontant.cli.whatif", N_("Which flags would come and go under another value or another law.")),
        "backup": ("kontant.cli.backup", N_("Copy the caseload, check the copy, and keep a row of them.")),
        "restore": ("kontant.cli.restore", N_("Go back to a backup; what is here now is kept.")),
        "doctor": ("kontant.cli.doctor", N_("Is everything in order? Each finding with what to do about it.")),
        "encrypt": ("kontant.cli.encrypt", N_("Encrypt the caseload under a passphrase.")),
        "decrypt": ("kontant.cli.decrypt", N_("Take the encryption off again.")),
        "rekey": ("kontant.cli.rekey", N_("Give an encrypted caseload a new passphrase.")),
        "keyring": ("kontant.cli.keyring", N_("Keep the passphrase in the system's keyring, or no longer.")),
        "purge": ("kontant.cli.purge", N_("Erase closed cases once they may no longer be kept.")),
        "init": ("kontant.cli.init", N_("Make a caseload, or bring an older one up to date.")),
        "demo": ("kontant.cli.demo", N_("Try kontant on a caseload of invented people.")),
        "log": ("kontant.cli.log", N_("What was changed, when and by whom.")),
        "undo": ("kontant.cli.undo", N_("Take back a change.")),
    }


def _show_version(asked: bool) -> None:
    if asked:
        from kontant import __version__

        typer.echo(f"kontant {__version__}")
        raise typer.Exit


def _known_purpose(text: str | None) -> str | None:
    if text is None:
        return None
    from kontant.cli.read_log import purpose_of

    return purpose_of(text)


def _known_language(code: str | None) -> str | None:
    if code is not None and code not in LANGUAGES:
        raise typer.BadParameter(_("{code} is not a language here; choose da or en.").format(code=code))
    return code


def build() -> Any:
    """The command line as one callable, in the language chosen before this is called."""
    app = group(
        cls=TopLevel,
        add_completion=True,
        help=_("Follow-up on people on kontanthjælp: what each case needs today, and why."),
    )

    @app.callback()
    def global_options(
        ctx: typer.Context,
        db: Annotated[
            str | None,
            typer.Option(help=_("The caseload file."), envvar="KONTANT_DB", metavar=_("FILE")),
        ] = None,
        demo: Annotated[bool, typer.Option("--demo", help=_("Use the demo caseload."))] = False,
        lang: Annotated[
            str | None,
            typer.Option(help=_("Language: da or en."), callback=_known_language, metavar="da|en"),
        ] = None,
        purpose: Annotated[
            str | None,
            typer.Option(
                help=_("What you look at a case for; kept in the log."), callback=_known_purpose, metavar=_("TEXT")
            ),
        ] = None,
        passphrase_fd: Annotated[
            int | None,
            typer.Option(
                help=_("Read the passphrase of an encrypted caseload from this descriptor: one line."),
                min=0,
                metavar="N",
            ),
        ] = None,
        version: Annotated[
            bool,
            typer.Option("--version", help=_("Show the version."), callback=_show_version, is_eager=True),
        ] = False,
    ) -> None:
        context = ctx.obj = Context(db=db, demo=demo, purpose=purpose, passphrase_fd=passphrase_fd)
        context.give_passphrases()

    command = typer.main.get_command(app)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = _(parameter.help)  # type: ignore[attr-defined]
    return command
