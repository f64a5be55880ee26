"""Who looked: what every command that opens a case enters in the caseload's log before it shows anything.

A command that opens one case is a :class:`ReadingCommand`, which takes ``--purpose``, and calls :func:`looked`. What
leaves the caseload in a file, or with names in it, is for :mod:`kontant.cli.export_log`.
"""

from collections.abc import Collection
from typing import Any

from typer.core import TyperOption

from kontant.cli.context import Context
from kontant.cli.lazy import Command
from kontant.errors import UsageError
from kontant.i18n import _

# A purpose is a few words: a person reads them one day.
_LONGEST_PURPOSE = 200


class ReadingCommand(Command):
    """A command that opens a case, and can be told what for."""

    def __init__(self, *given: Any, **more: Any) -> None:
        """As Typer's, with ``--purpose`` as the last option."""
        super().__init__(*given, **more)
        self.params.append(
            TyperOption(
                param_decls=["--purpose"],
                help=_("What you look for it for; it is kept in the log, and the person may read it."),
                metavar=_("TEXT"),
                expose_value=False,
                callback=_keep_purpose,
            )
        )


def purpose_of(text: str | None) -> str | None:
    """What was typed as a purpose, as it is kept; raises ``UsageError`` where it is no line of a few words."""
    kept = " ".join((text or "").split())
    if len(kept) > _LONGEST_PURPOSE or not kept.isprintable():
        told = _("--purpose: write it in one line of at most {n} letters.")
        raise UsageError(told.format(n=_LONGEST_PURPOSE))
    return kept or None


def purpose_details(context: Context) -> dict[str, Any]:
    """The purpose as the log keeps it, if one was given; a CPR number in it is masked."""
    from kontant.model.person import masked

    return {"purpose": masked(context.purpose)} if context.purpose else {}


def looked(context: Context, command: str, case_refs: Collection[str], *, cpr: bool = False) -> None:
    """Enter in the log that ``command`` is about to show these cases; with ``cpr``, their CPR numbers whole.

    Where the caseload is write-protected, a sentence on stderr says that it keeps no trace. Raises ``StoreError``
    where it takes no entry for another reason: nothing may be shown then.
    """
    if not case_refs:
        return
    from kontant.store.log_export import log_look

    details = {"case_refs": list(case_refs), **({"cpr": True} if cpr else {}), **purpose_details(context)}
    if log_look(context.path, who=context.who, at=context.now(), command=command, details=details) is None:
        from kontant.cli.screen import tell

        tell(_("The caseload is write-protected, so its log does not tell that you looked."))


def looked_once(context: Context, command: str, case_ref: str) -> None:
    """As :func:`looked`, before a question that shows what stands in the case; the next question is no other look."""
    if case_ref not in context.looked_at:
        looked(context, command, [case_ref])
        context.looked_at.add(case_ref)


def _keep_purpose(ctx: Any, _option: Any, value: str | None) -> None:
    if value is not None and ctx.obj is not None:
        ctx.obj.purpose = purpose_of(value)
