"""Command groups that are imported only when they are called, and Typer's classes with translated help."""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from kontant.i18n import N_, _

# Typer's own words, marked for the catalogue: its classes hand them over in English.
TYPER_WORDS = (
    N_("Show this message and exit."),
    N_("Install completion for the current shell."),
    N_("Show completion for the current shell, to copy it or customize the installation."),
    N_("Options"),
    N_("Arguments"),
    N_("Commands"),
    N_("[default: {}]"),
    N_("[env var: {}]"),
    N_("[required]"),
    N_("default: {default}"),
    N_("required"),
    N_("env var: {var}"),
    N_("Missing command."),
    N_("No such command {name!r}."),
)


class Command(TyperCommand):
    """A command whose help option speaks the user's language."""

    def get_help_option(self, ctx: Any) -> Any:
        """Typer's help option, translated."""
        return _translated(super().get_help_option(ctx))


class Group(TyperGroup):
    """A group of commands, some of which live in modules that are imported on first use."""

    # name -> (module, one line for the help of the group)
    lazy: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def get_help_option(self, ctx: Any) -> Any:
        """Typer's help option, translated."""
        return _translated(super().get_help_option(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        """All commands in the order in which they were declared."""
        return [*self.lazy, *(name for name in self.commands if name not in self.lazy)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command; for a list of commands (help, completion) only its name and line, without importing it."""
        if cmd_name in self.commands or cmd_name not in self.lazy:
            return super().get_command(ctx, cmd_name)
        return Command(name=cmd_name, help=_(self.lazy[cmd_name][1]))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """As Typer's, after importing the command that was typed."""
        typed = args[0] if args else ""
        if typed in self.lazy and typed not in self.commands:
            command = typer.main.get_command(import_module(self.lazy[typed][0]).app)
            command.name = typed
            self.commands[typed] = command
        return super().resolve_command(ctx, args)


def group(**settings: Any) -> typer.Typer:
    """A Typer application for a command or a group of commands, with kontant's settings."""
    return typer.Typer(
        cls=settings.pop("cls", Group),
        no_args_is_help=settings.pop("no_args_is_help", True),
        add_completion=settings.pop("add_completion", False),
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGS]..."),
        pretty_exceptions_enable=False,
        # Help in boxes is for a terminal; piped, it is plain text.
        rich_markup_mode="rich" if sys.stdout.isatty() else None,
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
        **settings,
    )


def _translated(option: Any) -> Any:
    if option is not None and option.help:
        option.help = _(option.help)
    return option
