"""``kontant case``: show, find, add, change and hand over cases."""

from kontant.cli import (
    case_access,
    case_brief,
    case_change,
    case_correct,
    case_finding,
    case_list,
    case_show,
    case_state,
)
from kontant.cli.lazy import Command, group
from kontant.cli.read_log import ReadingCommand
from kontant.i18n import _

app = group(help=_("Show, find, add, change and hand over cases."))

for name, command, told in (
    ("list", case_list.list_cases, _("The open cases, with their flags counted.")),
    ("show", case_show.show_case, _("One case at a glance: flags, timeline, what comes next, notes and goals.")),
    ("brief", case_brief.brief, _("What a successor needs to know of a case, each fact with its source.")),
    ("find", case_finding.find, _("The cases whose reference or name holds a text.")),
    ("add", case_change.add, _("Add a case; asks for what is missing.")),
    ("edit", case_change.edit, _("Change the head of a case; an empty text empties a field.")),
    ("close", case_state.close, _("Close a case.")),
    ("reopen", case_state.reopen, _("Open a closed case again.")),
    ("assign", case_state.assign, _("Give a case to another caseworker; asks for whom if left out.")),
    ("correct", case_correct.correct, _("Correct a record, or keep what the person says of it (GDPR article 16).")),
    ("access", case_access.access, _("All that is held on a person, for the person (GDPR article 15).")),
):
    opens = ReadingCommand if name in ("show", "brief", "find", "access") else Command
    app.command(name, cls=opens, help=told)(command)
