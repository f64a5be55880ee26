"""What an extract's staged rows change in the caseload: found, counted, logged and written, set by set.

New rows come in, changed ones are updated, those that had been withdrawn are restored. What vanished stays; what
had not yet happened when it was last seen is marked withdrawn. Rows that an import changes keep a before and an
after image in the log; those that it inserts carry its event as their batch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    and_,
    case,
    exists,
    false,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from kontant.model.tables import RECORDS, ChangeRow, extract_key, key_columns, table
from kontant.store.staging import same, staged
from kontant.store.writes import json_image

# Vanished rows that are named one by one; beyond, only their number is told.
LISTED = 10_000


class Counts(NamedTuple):
    """What an extract means for one table."""

    new: int
    changed: int
    restored: int
    unchanged: int
    vanished: int
    withdrawn: int

    @property
    def written(self) -> int:
        """How many rows are changed in substance."""
        return self.new + self.changed + self.restored + self.withdrawn


class Vanished(NamedTuple):
    """A stored record that the extract should hold and does not; ``key`` is JSON."""

    table: str
    key: str
    withdrawn: bool


@dataclass(frozen=True)
class TableMerge:
    """The comparison of one staged table with its stored one, for an extract of ``day`` with the ``given`` columns."""

    name: str
    given: frozenset[str]
    day: date

    @property
    def _day(self) -> str:
        return self.day.isoformat()

    @cached_property
    def _stage(self) -> Table:
        return staged(self.name)

    @cached_property
    def _stored(self) -> Table:
        return table(self.name)

    @property
    def _withdrawable(self) -> bool:
        return "withdrawn" in self._stored.c

    def counts(self, connection: Connection, vanished: list[Vanished]) -> Counts:
        """Count what would change; vanished rows are added to ``vanished`` as far as they are listed."""
        total = connection.scalar(select(func.count()).select_from(self._stage)) or 0
        returns = self._returns()
        known, restored, changed = connection.execute(
            select(func.count(), _how_many(returns), _how_many(and_(~returns, self._brings())))
            .select_from(self._stage)
            .join(self._stored, same(self.name))
        ).one()
        gone = withdrawn = 0
        named = {column: self._stored.c[column] for column in extract_key(self.name)}
        for key, upcoming in connection.execute(self._vanished(json_image(named), self._upcoming())):
            gone, withdrawn = gone + 1, withdrawn + bool(upcoming)
            if len(vanished) < LISTED:
                vanished.append(Vanished(self.name, key, bool(upcoming)))
        return Counts(total - known, changed, restored, known - changed - restored, gone, withdrawn)

    def write(self, connection: Connection, event: int | None, counts: Counts) -> None:
        """Carry the change out under ``event``; without one, only the day on which rows were seen has changed."""
        if event is not None:
            if counts.withdrawn:
                self._withdraw(connection, event)
            if counts.changed or counts.restored:
                self._update(connection, event)
            if counts.new:
                self._insert(connection, event)
        if counts.unchanged:
            self._touch(connection)

    def _insert(self, connection: Connection, event: int) -> None:
        record = list(RECORDS[self.name].model_fields)
        rows = select(*(self._stage.c[c] for c in record), literal(event), literal(self._day)).where(
            ~exists().where(same(self.name)).correlate(self._stage)
        )
        connection.execute(insert(self._stored).from_select([*record, "batch", "seen_on"], rows))

    def _update(self, connection: Connection, event: int) -> None:
        after = self._after(event)
        which = and_(same(self.name), or_(self._returns(), self._brings()))
        # Numbered by its line: counting would make SQLite hold every image at once.
        self._log(connection, event, self._stage.c.line, after, which)
        written = {name: value for name, value in after.items() if value is not self._stored.c[name]}
        connection.execute(update(self._stored).values(written).where(which))

    def _withdraw(self, connection: Connection, event: int) -> None:
        changed: dict[str, Any] = {"batch": literal(event), "withdrawn": literal(self._day)}
        after = {column.name: changed.get(column.name, column) for column in self._stored.c}
        which = and_(self._is_gone(), self._upcoming())
        number = func.row_number().over(order_by=list(self._keys().values()))
        self._log(connection, event, number, after, which)
        connection.execute(update(self._stored).values(changed).where(which))

    def _touch(self, connection: Connection) -> None:
        """The rows were seen on this day; that is no change to them."""
        stored = self._stored
        connection.execute(
            update(stored)
            .values(seen_on=self._day, seen_before=stored.c.seen_on)
            .where(
                or_(stored.c.seen_on.is_(None), stored.c.seen_on < self._day),
                exists().where(same(self.name)).correlate(stored),
            )
        )

    def _log(
        self, connection: Connection, event: int, number: Any, after: Mapping[str, Any], which: ColumnElement[bool]
    ) -> None:
        """Enter the rows ``which`` in the log, numbered on from the last entry of the event."""
        changes = ChangeRow.metadata.tables["changes"]
        last = connection.scalar(select(func.max(changes.c.seq)).where(changes.c.event_id == event)) or 0
        before = {column.name: column for column in self._stored.c}
        images = (json_image(columns) for columns in (self._keys(), before, after))
        rows = select(literal(event), literal(last) + number, literal(self.name), *images).where(which)
        columns = ["event_id", "seq", "table_name", "key", "before", "after"]
        connection.execute(insert(changes).from_select(columns, rows))

    def _after(self, event: int) -> dict[str, Any]:
        """Each stored column as it will be; one that the extract does not carry stays as it is."""
        stored = self._stored
        after: dict[str, Any] = {column.name: column for column in stored.c}
        after |= {name: self._stage.c[name] for name in self.given if name not in key_columns(self.name)}
        after["batch"], after["typed"] = literal(event), null()
        after["seen_on"] = func.max(func.coalesce(stored.c.seen_on, self._day), self._day, type_=Text)
        if self._withdrawable:
            after["withdrawn"] = case((self._returns(), null()), else_=stored.c.withdrawn)
        return after

    def _keys(self) -> dict[str, Any]:
        return {column: self._stored.c[column] for column in key_columns(self.name)}

    def differs(self) -> ColumnElement[bool]:
        """That a staged row says something else than the stored one, in a column that the extract carries."""
        columns = sorted(self.given.difference(key_columns(self.name)))
        return or_(false(), *(self._stage.c[c].is_distinct_from(self._stored.c[c]) for c in columns))

    def older(self, connection: Connection) -> int:
        """How many staged rows say something else than a later extract did: that one holds, and they are left."""
        rows = select(func.count()).select_from(self._stage).join(self._stored, same(self.name))
        return connection.scalar(rows.where(self._stored.c.seen_on > self._day, self.differs())) or 0

    def _brings(self) -> ColumnElement[bool]:
        """That a staged row changes the stored one, which no later extract has held."""
        stored = self._stored
        return and_(self.differs(), or_(stored.c.seen_on.is_(None), stored.c.seen_on <= self._day))

    def _returns(self) -> ColumnElement[bool]:
        """Withdrawn, and back in an extract; one older than the withdrawal brings nothing back."""
        if not self._withdrawable:
            return false()
        return and_(self._stored.c.withdrawn.is_not(None), self._stored.c.withdrawn <= self._day)

    def _is_gone(self) -> ColumnElement[bool]:
        """Held by an earlier extract and not by this one, though this one holds the table and the case."""
        stored, heads = self._stored, staged("cases")
        gone = [
            stored.c.seen_on.is_not(None),
            stored.c.seen_on <= self._day,
            exists().where(heads.c.case_ref == stored.c.case_ref).correlate(stored),
            ~exists().where(same(self.name)).correlate(stored),
        ]
        if self._withdrawable:
            gone.append(stored.c.withdrawn.is_(None))
        return and_(*gone)

    def _upcoming(self) -> ColumnElement[bool]:
        """It had not yet happened when it was last seen."""
        stored = self._stored
        if not self._withdrawable:
            return false()
        if self.name == "conversations":
            return stored.c.status == "planned"
        return stored.c.start > stored.c.seen_on

    def _vanished(self, *columns: Any) -> Select[Any]:
        return select(*columns).where(self._is_gone()).order_by(*self._keys().values())


def open_cases_not_staged(connection: Connection, day: date) -> int:
    """How many cases are open on ``day`` in the caseload and not in the extract."""
    stored, heads = table("cases"), staged("cases")
    still_open = or_(stored.c.closed.is_(None), stored.c.closed > day.isoformat())
    missing = ~exists().where(heads.c.case_ref == stored.c.case_ref).correlate(stored)
    return connection.scalar(select(func.count()).select_from(stored).where(still_open, missing)) or 0


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
