"""The records whose fields can be corrected: the eight kinds with commands of their own, and the rest of a case.

A note is not among them: it stays as it was written, and is corrected beneath itself (``kontant note amend``).
"""

from kontant.cli.record_kinds import CODE, DAY, KINDS, Column, Kind
from kontant.errors import Refused, UsageError
from kontant.i18n import N_, _
from kontant.model import vocabulary as terms
from kontant.model.vocabulary import RECORD, folded, name_of

CASE = Kind(
    "case",
    "cases",
    (
        Column("name", N_("Name"), "", needed=True),
        Column("cpr", N_("CPR number"), ""),
        Column("birth_date", N_("Born"), "", DAY),
        Column("gender", N_("Gender"), "", CODE, terms.GENDER),
        Column("opened", N_("Opened"), "", DAY, needed=True),
        Column("closed", N_("Closed"), "", DAY),
        Column("close_reason", N_("Closed because"), "", CODE, terms.CLOSE_REASON),
        Column("target_group", N_("Target group"), "", CODE, terms.TARGET_GROUP, needed=True),
        Column("track", N_("Track"), "", CODE, terms.TRACK, needed=True),
        Column("challenges", N_("Challenges"), ""),
        Column("cv_registered", N_("CV registered"), "", DAY),
    ),
    (),
)
BENEFIT = Kind(
    "benefit",
    "benefits",
    (
        Column("start", N_("Start"), "", DAY, key=True, needed=True),
        Column("benefit", N_("Benefit"), "", CODE, terms.BENEFIT, needed=True),
        Column("end", N_("End"), "", DAY),
    ),
    ("start",),
)
ASSIGNMENT = Kind(
    "assignment",
    "assignments",
    (
        Column("role", N_("Role"), "", CODE, terms.ROLE, key=True, needed=True),
        Column("start", N_("Start"), "", DAY, key=True, needed=True),
        Column("caseworker", N_("Caseworker"), "", needed=True),
        Column("end", N_("End"), "", DAY),
    ),
    ("role", "start"),
)

CORRECTABLE = (CASE, BENEFIT, *KINDS, ASSIGNMENT)
"""All of them, in the order in which they are offered."""


def kind_of(text: str) -> Kind:
    """The kind of record that was typed, by its command, its table or its name in either language."""
    wanted = folded(text)
    if wanted in (folded(name) for name in ("notes", *RECORD["notes"])):
        raise Refused(
            _("A note stays as it was written; put a correction beneath it with: {command}").format(
                command="kontant note amend " + _("NUMBER")
            )
        )
    for kind in CORRECTABLE:
        if wanted in (kind.noun, kind.table, *map(folded, RECORD[kind.table])):
            return kind
    known = ", ".join(f"{name_of(RECORD, kind.table)} ({kind.noun})" for kind in CORRECTABLE)
    raise UsageError(_("RECORD: not known here; write one of: {known}").format(known=known))


def field_of(kind: Kind, text: str) -> Column:
    """The field that was typed, by its column, or by what it is called in an extract or on the screen."""
    from kontant.exchange.headers import COLUMN_NAMES, fold

    wanted = fold(text)
    for column in kind.columns:
        names = (column.name, column.label, _(column.label), *COLUMN_NAMES[kind.table][column.name])
        if wanted in map(fold, names):
            return column
    known = ", ".join(f"{_(column.label)} ({column.name})" for column in kind.columns)
    raise UsageError(_("--field: not known here; write one of: {known}").format(known=known))
