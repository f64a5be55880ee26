"""An extract's rows in temporary tables beside the caseload: taken in, and checked against each other.

The tables have the columns of the records and the line that each row came from; they are in memory and gone
with the connection. What they mean for the caseload is found by :mod:`kontant.store.merge`.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    union_all,
)

from kontant.model.tables import RECORDS, extract_key, table

_TEMPORARY = MetaData()

# Cases with a fault, and where: kept apart, since a faulty row is not staged.
_FAULTY = Table(
    "staged_faulty",
    _TEMPORARY,
    Column("table_name", Text),
    Column("ref", Text),
    Column("line", Integer),
    prefixes=["TEMPORARY"],
)


class Double(NamedTuple):
    """A key that several rows of a table have: the case, the first row's line and a further one's."""

    ref: str
    first: int
    line: int


@cache
def staged(name: str) -> Table:
    """The temporary table for rows of ``name``, in order of their key so that all comparing is one pass."""
    stored = table(name)
    columns = [Column(column, stored.c[column].type) for column in RECORDS[name].model_fields]
    return Table(
        f"staged_{name}",
        _TEMPORARY,
        *columns,
        Column("line", Integer),
        PrimaryKeyConstraint(*extract_key(name), "line"),
        prefixes=["TEMPORARY"],
        sqlite_with_rowid=False,
    )


def same(name: str) -> ColumnElement[bool]:
    """That a staged row and a stored row of ``name`` are the same record; never one that was written here as new."""
    stage, stored = staged(name), table(name)
    equal = [stage.c[column] == stored.c[column] for column in extract_key(name)]
    return and_(*equal, stored.c.nr == 0) if "nr" in stored.c else and_(*equal)


class Staging:
    """The rows of one extract within one transaction."""

    def __init__(self, connection: Connection) -> None:
        """An empty staging within the transaction of ``connection``."""
        self._connection = connection
        self.tables: list[str] = []
        _FAULTY.create(connection)

    def begin(self, name: str) -> None:
        """Make room for the rows of ``name``: the extract carries this table, if only an empty one."""
        staged(name).create(self._connection)
        self.tables.append(name)

    def add(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Stage ``rows``: the record's columns in order, days as text, then the line."""
        if rows:
            # The driver's own bulk insert; the values are converted and checked already.
            statement = str(insert(staged(name)).compile(self._connection))
            self._connection.exec_driver_sql(statement, list(rows))

    def mark(self, name: str, faulty: Iterable[tuple[str, int]]) -> None:
        """Remember rows (case and line) of ``name`` that have a fault and were not staged."""
        rows = [{"table_name": name, "ref": ref, "line": line} for ref, line in faulty]
        if rows:
            self._connection.execute(insert(_FAULTY), rows)

    def doubles(self, name: str) -> Iterator[Double]:
        """Rows whose key an earlier row of the table has; their cases are marked as faulty."""
        stage = staged(name)
        lines = func.group_concat(stage.c.line, type_=Text)
        keys = [stage.c[column] for column in extract_key(name)]
        query = select(stage.c.case_ref, lines).group_by(*keys).having(func.count() > 1)
        found = False
        for ref, joined in self._connection.execute(query):
            found = True
            first, *further = sorted(int(line) for line in joined.split(","))
            yield from (Double(ref, first, line) for line in further)
        if found:
            marked = select(literal(name), stage.c.case_ref, literal(0)).group_by(*keys).having(func.count() > 1)
            self._mark_all(marked)

    def orphans(self, name: str) -> Iterator[tuple[str, int]]:
        """Rows of ``name`` (case and line) whose case is neither in the extract nor in the caseload; marked too."""
        rows = self._orphans(name)
        found = False
        for ref, line in self._connection.execute(select(rows.c.ref, rows.c.line)):
            found = True
            yield ref, line
        if found:
            self._mark_all(select(literal(name), rows.c.ref, rows.c.line))

    def _orphans(self, name: str) -> Subquery:
        stage, heads, stored = staged(name), staged("cases"), table("cases")
        rows = union_all(
            select(stage.c.case_ref.label("ref"), stage.c.line),
            select(_FAULTY.c.ref, _FAULTY.c.line).where(_FAULTY.c.table_name == name),
        ).subquery()
        faulty_heads = select(_FAULTY.c.ref).where(_FAULTY.c.table_name == "cases")
        return (
            select(rows)
            .where(
                ~exists().where(heads.c.case_ref == rows.c.ref),
                ~exists().where(stored.c.case_ref == rows.c.ref),
                rows.c.ref.not_in(faulty_heads),
            )
            .subquery()
        )

    def _mark_all(self, rows: Select[Any]) -> None:
        self._connection.execute(insert(_FAULTY).from_select(["table_name", "ref", "line"], rows))

    def leave_out_faulty(self) -> list[str]:
        """Take every row of a case with a fault out again; returns the cases."""
        refs = select(_FAULTY.c.ref).distinct()
        for name in self.tables:
            stage = staged(name)
            self._connection.execute(delete(stage).where(stage.c.case_ref.in_(refs)))
        return list(self._connection.scalars(refs.order_by(_FAULTY.c.ref)))

    def late(self, name: str, first: str, later: str) -> Iterator[tuple[str, int]]:
        """Rows whose day ``first`` lies after the day ``later`` that the caseload holds and the extract lacks."""
        stage, stored = staged(name), table(name)
        query: Select[Any] = select(stage.c.case_ref, stage.c.line).where(same(name), stage.c[first] > stored.c[later])
        yield from ((ref, line) for ref, line in self._connection.execute(query).all())
