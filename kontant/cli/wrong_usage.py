"""What Typer says of a mistyped command, in kontant's own words and in the language in use."""

import re
import sys

from kontant.i18n import _

EXIT_USAGE = 2
_GROUPED = 1_000_000


def worded(error: Exception) -> tuple[str, int] | None:
    """One sentence and the exit code for an error of Typer's; None if it is not one.

    Typer's exception classes are private to it, so they are told apart by name and public attributes.
    """
    kind = type(error).__name__
    if kind == "Abort":
        return _("Interrupted; what was not finished was not saved."), 130
    if not hasattr(error, "format_message"):
        return None
    if kind == "NoArgsIsHelpError":
        # On a terminal Typer has drawn the help by now; off one it stands in the message.
        help_text = str(getattr(error, "message", ""))
        sys.stdout.write(help_text + "\n" if help_text else "")
        return "", EXIT_USAGE
    sentence = _sentence(kind, error)
    context = getattr(error, "ctx", None)
    if context is not None:
        sentence += " " + _("See: {command} --help").format(command=context.command_path)
    return sentence, getattr(error, "exit_code", EXIT_USAGE)


def _sentence(kind: str, error: Exception) -> str:
    if kind == "NoSuchOption":
        told = _("There is no option {name}.").format(name=getattr(error, "option_name", ""))
        near = getattr(error, "possibilities", None)
        return told + (" " + _("Did you mean {names}?").format(names=", ".join(sorted(near))) if near else "")
    if kind == "MissingParameter":
        return _("{name} is missing.").format(name=_parameter(error))
    if kind == "BadOptionUsage":
        return _("Option {name} needs a value.").format(name=getattr(error, "option_name", ""))
    if kind == "BadParameter" and getattr(error, "param", None) is not None:
        return _("{name}: {reason}").format(name=_parameter(error), reason=_reason(error))
    told = str(getattr(error, "message", error)).rstrip()
    if extra := re.fullmatch(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", told, re.DOTALL):
        return _("There is more on the line than the command takes: {words}.").format(words=extra[1])
    return told


def _reason(error: Exception) -> str:
    """What a value must be, told from the type of the parameter; else in the words of whoever complained."""
    kind = getattr(error, "param").type  # noqa: B009
    choices = getattr(kind, "choices", None)
    if choices:
        return _("write one of: {known}.").format(
            known=", ".join(getattr(choice, "value", choice) for choice in choices)
        )
    least, most = _limit(kind, "min"), _limit(kind, "max")
    if least is not None and most is not None:
        return _("write a whole number from {least} to {most}.").format(least=least, most=most)
    if least is not None:
        return _("write a whole number of at least {least}.").format(least=least)
    if getattr(kind, "name", "") == "integer":
        return _("write a whole number.")
    if getattr(kind, "name", "") in ("path", "file", "directory"):
        return _("this path cannot be read.")
    return str(getattr(error, "message", ""))


def _limit(kind: object, name: str) -> str | None:
    """A limit of a number in groups of three digits from a million up; ten in a row would be masked as a CPR number."""
    limit = getattr(kind, name, None)
    if limit is None:
        return None
    return f"{limit:,}".replace(",", " ") if limit >= _GROUPED else str(limit)


def _parameter(error: Exception) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return _("A value")
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return str(parameter.make_metavar(ctx=getattr(error, "ctx")).strip("[]"))  # noqa: B009
