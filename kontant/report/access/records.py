"""The head of the case and its records, table by table, each row with where it is from; and the corrections of them."""

from collections.abc import Iterator

from kontant.exchange.pages.model import Block, Column, Facts, Heading, Paragraph, Quote, Table
from kontant.i18n import _
from kontant.report.access.material import Access
from kontant.report.access.words import kind_label, label, origin, own_columns, value
from kontant.report.correction_words import PAGE_ARROW, change_text, heading, reason_text

# Told in sections of their own.
_ELSEWHERE = ("cases", "notes", "amendments", "drafts", "corrections")
# Their order on the page; whatever else there is comes after them.
_ORDER = (
    "benefits",
    "conversations",
    "offers",
    "exemptions",
    "paid_work",
    "absences",
    "statements",
    "goals",
    "coordination",
    "assignments",
    "snoozes",
    "reviews",
    "review_cases",
    "review_answers",
)


def head(access: Access) -> Iterator[Block]:
    """The section of the head of the case."""
    yield Heading(2, _("You and your case"))
    row = access.head
    pairs = [(label("cases", name), value("cases", name, row[name]) or "–") for name in own_columns(row)]
    yield Facts([(_("Case"), access.case_ref), *pairs, (_("Where from"), origin(access, row))])


def records(access: Access) -> Iterator[Block]:
    """The section of every other kind of record: those there are, and which there are none of."""
    yield Heading(2, _("The records"))
    names = [name for name in (*_ORDER, *sorted(access.tables)) if name in access.tables and name not in _ELSEWHERE]
    kinds = list(dict.fromkeys(names))
    for name in kinds:
        if access.tables[name]:
            yield _table(access, name)
    empty = [kind_label(name).lower() for name in kinds if not access.tables[name]]
    if empty:
        yield Paragraph(_("Nothing of these kinds is held: {kinds}.").format(kinds=", ".join(empty)))


def _table(access: Access, name: str) -> Block:
    rows = access.tables[name]
    columns = [column for column in own_columns(rows[0]) if any(row[column] not in (None, "") for row in rows)]
    titles = [Column(label(name, column)) for column in columns]
    cells = [[*(value(name, column, row[column]) for column in columns), origin(access, row)] for row in rows]
    return Table(kind_label(name), [*titles, Column(_("Where from"))], cells)


def corrections(access: Access) -> Iterator[Block]:
    """The section of what was put right, and of what the person says beside a record; nothing where there is none."""
    if not access.corrections:
        return
    yield Heading(2, _("Corrections"))
    for each, row in zip(access.corrections, access.tables["corrections"], strict=True):
        told = change_text(each, whole_cpr=True, arrow=PAGE_ARROW)
        yield Quote(heading(each), origin(access, row), f"{told}\n{reason_text(each)}")
