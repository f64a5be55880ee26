"""The eight kinds of record that have commands of their own: what each holds and how it is given on the command line.

The commands differ in their arguments and options alone; all else they do is told from these descriptions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from kontant.i18n import N_, _
from kontant.model import vocabulary as terms
from kontant.model.vocabulary import Vocabulary

Values = dict[str, Any]

# How the text of a column is read.
DAY, MONTH, CODE, LINE, LONG_TEXT = "day", "month", "code", "line", "long_text"
NUMBER, YES_NO = "number", "yes_no"


class Column(NamedTuple):
    """A column of a record: what it is called, and ``by``, the option or argument that gives it.

    ``needed`` ones are asked for where they were left out; ``key`` ones tell one record from another.
    """

    name: str
    label: str
    by: str
    reads: str = LINE
    codes: Vocabulary | None = None
    key: bool = False
    needed: bool = False

    @property
    def typed(self) -> str:
        """The option, or the argument as the help calls it in the language in use."""
        return _(self.by).strip("[]")


def _key(name: str, label: str, by: str, reads: str = LINE, codes: Vocabulary | None = None) -> Column:
    return Column(name, label, by, reads, codes, key=True, needed=True)


def _needed(name: str, label: str, by: str, reads: str = LINE, codes: Vocabulary | None = None) -> Column:
    return Column(name, label, by, reads, codes, needed=True)


def _nothing(_values: Mapping[str, Any], _today: date) -> Values:
    return {}


@dataclass(frozen=True)
class Kind:
    """A kind of record: its command, its table, its columns, and the key columns that name it in a command.

    ``defaults`` gives what is left out, once the key is known.
    """

    noun: str
    table: str
    columns: tuple[Column, ...]
    named: tuple[str, ...]
    defaults: Callable[[Mapping[str, Any], date], Values] = _nothing

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def day(self) -> str:
        """The column that tells when a record was, or begins."""
        return next(column.name for column in self.columns if column.needed and column.reads in (DAY, MONTH))

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell the records of a case apart."""
        return tuple(column.name for column in self.columns if column.key)


def _status_by_day(values: Mapping[str, Any], today: date) -> Values:
    return {"status": "planned" if values["date"] > today else "held"}


def _set_today(_values: Mapping[str, Any], today: date) -> Values:
    return {"set_on": today}


CONVERSATION = Kind(
    "conversation",
    "conversations",
    (
        _key("date", N_("Date"), "[DATE]", DAY),
        _key("kind", N_("Kind"), "--kind", CODE, terms.CONVERSATION_KIND),
        _needed("status", N_("Status"), "--status", CODE, terms.CONVERSATION_STATUS),
        Column("channel", N_("Channel"), "--channel", CODE, terms.CHANNEL),
        Column("caseworker", N_("Caseworker"), "--caseworker"),
    ),
    ("date",),
    _status_by_day,
)
OFFER = Kind(
    "offer",
    "offers",
    (
        _key("type", N_("Type"), "[TYPE]", CODE, terms.OFFER_TYPE),
        _key("start", N_("Start"), "[START]", DAY),
        Column("end", N_("End"), "--to", DAY),
        Column("outcome", N_("Outcome"), "--outcome", CODE, terms.OFFER_OUTCOME),
        Column("provider", N_("Provider"), "--provider"),
        Column("goal", N_("Goal"), "--goal", LONG_TEXT),
        Column("hours_per_week", N_("Hours a week"), "--hours", NUMBER),
    ),
    ("type", "start"),
)
EXEMPTION = Kind(
    "exemption",
    "exemptions",
    (
        _key("scope", N_("Scope"), "[SCOPE]", CODE, terms.EXEMPTION_SCOPE),
        _key("start", N_("Start"), "[START]", DAY),
        Column("end", N_("End"), "--to", DAY),
        _needed("reason", N_("Why"), "--reason", CODE, terms.EXEMPTION_REASON),
        Column("explanation", N_("Explanation"), "--explanation", LONG_TEXT),
    ),
    ("scope", "start"),
)
ABSENCE = Kind(
    "absence",
    "absences",
    (
        _key("date", N_("Date"), "[DATE]", DAY),
        _needed("from_kind", N_("Absent from"), "--from", CODE, terms.ABSENCE_FROM),
        Column("contact_attempts", N_("Attempts"), "--attempts", NUMBER),
        Column("reasonable_ground", N_("Reasonable ground"), "--ground", YES_NO),
        Column("hearing_sent", N_("Hearing sent"), "--hearing", DAY),
        Column("decision", N_("Decision"), "--decision", CODE, terms.ABSENCE_DECISION),
    ),
    ("date",),
)
STATEMENT = Kind(
    "statement",
    "statements",
    (
        _key("type", N_("Type"), "[TYPE]", CODE, terms.STATEMENT_TYPE),
        _key("ordered", N_("Ordered"), "[ORDERED]", DAY),
        Column("consulted", N_("Consulted"), "--consulted", DAY),
        Column("received", N_("Received"), "--received", DAY),
        Column("declined", N_("Declined"), "--declined", DAY),
        Column("reminded", N_("Reminded"), "--reminded", DAY),
        Column("question", N_("Question"), "--question", LONG_TEXT),
        Column("purpose", N_("Purpose"), "--purpose", LONG_TEXT),
    ),
    ("type", "ordered"),
)
GOAL = Kind(
    "goal",
    "goals",
    (
        _key("kind", N_("Kind"), "--kind", CODE, terms.GOAL_KIND),
        _key("title", N_("Goal"), "[TITLE]"),
        _needed("set_on", N_("Set on"), "--set-on", DAY),
        Column("due", N_("Due by"), "--due", DAY),
        Column("reached", N_("Reached"), "--reached", DAY),
    ),
    (),
    _set_today,
)
HOURS = Kind(
    "hours",
    "paid_work",
    (
        _key("month", N_("Month"), "[MONTH]", MONTH),
        _needed("hours", N_("Hours"), "--hours", NUMBER),
        Column("employer", N_("Employer"), "--employer"),
    ),
    ("month",),
)
COORDINATION = Kind(
    "coordination",
    "coordination",
    (
        _key("date", N_("Date"), "[DATE]", DAY),
        _key("actor", N_("Actor"), "[ACTOR]"),
        _needed("form", N_("Form"), "--form", CODE, terms.COORDINATION_FORM),
    ),
    ("date",),
)

KINDS = (CONVERSATION, OFFER, EXEMPTION, ABSENCE, STATEMENT, GOAL, HOURS, COORDINATION)
