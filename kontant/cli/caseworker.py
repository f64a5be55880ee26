"""``kontant caseworker``: how the cases are shared out, and handing them over."""

from kontant.cli import caseworker_handover, caseworker_list
from kontant.cli.lazy import Command, group
from kontant.i18n import _

app = group(help=_("How the cases are shared out, and handing them over."))

for name, command, told in (
    ("list", caseworker_list.list_caseworkers, _("Cases and deadlines of each, beside the recommended caseload.")),
    ("handover", caseworker_handover.handover, _("Move cases from one caseworker to another, with a brief for each.")),
):
    app.command(name, cls=Command, help=told)(command)
