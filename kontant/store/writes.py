"""Writing single records: one transaction a command, every change in the log of the same transaction.

An import has its own bulk way (:mod:`kontant.store.staging`); both write the same log.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Text, delete, func, insert, literal, literal_column, null, select
from sqlalchemy import text as sql
from sqlmodel import Session, SQLModel

from kontant.errors import NotFound, Refused
from kontant.i18n import _
from kontant.model.tables import RECORDS, ROWS, ChangeRow, key_columns
from kontant.model.tables import table as record_table
from kontant.model.types import IsoDate
from kontant.model.vocabulary import RECORD, name_of
from kontant.store import reading, seals
from kontant.store.engine import make_engine, plain_write_errors, raw

Key = Mapping[str, Any]

# SQLite keeps the highest number that rows of a table ever had.
_LAST_NUMBER = sql("SELECT seq FROM sqlite_sequence WHERE name = :name")


class Writer:
    """An open transaction that belongs to one event of the change log."""

    def __init__(self, session: Session, event_id: int) -> None:
        """Write into ``session`` on behalf of event ``event_id``."""
        self.session = session
        self.event_id = event_id
        self._seq = 0

    def get(self, table: str, key: Key) -> SQLModel | None:
        """The row of ``table`` with this natural key, if there is one."""
        values = as_python(table, completed(table, key))
        return self.session.get(ROWS[table], tuple(values[name] for name in key_columns(table)))

    def insert(self, table: str, record: SQLModel, *, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Add a validated record; returns the row's image. Raises ``Refused`` if one with its key is there.

        ``extra`` holds what a row has beside the record: a note's ``nr``, ``form`` and ``version``. A row that is
        known by a number gets the next one. One that an extract had withdrawn does not stand in the way: it stands
        again, as it is given now.
        """
        values = completed(table, record.model_dump() | dict(extra or {})) | {"batch": self.event_id, "typed": True}
        values = self._numbered(table, values)
        row = self.get(table, {name: values[name] for name in key_columns(table)})
        before = image(row) if row else None
        if row is None:
            row = ROWS[table](**values)
        elif getattr(row, "withdrawn", None) is None:
            raise Refused(
                _("There is such a record ({table}) already; change it instead.").format(table=name_of(RECORD, table))
            )
        else:
            # Typed here from now on: the extract that withdrew it must not take it back once more.
            row.sqlmodel_update(values | {"withdrawn": None, "seen_on": None, "seen_before": None})
        self.session.add(row)
        self.session.flush()
        after = image(row)
        self._log(table, before, after)
        return after

    def update(self, table: str, key: Key, changes: Mapping[str, Any]) -> None:
        """Change a record; the whole of it is validated anew. Raises ``NotFound`` if there is none.

        Raises pydantic's ``ValidationError`` where the record would not be valid.
        """
        row = self.get(table, key)
        if row is None:
            raise NotFound(_("There is no such record ({table}).").format(table=name_of(RECORD, table)))
        before = image(row)
        fields = RECORDS[table].model_fields
        valid = RECORDS[table].model_validate({name: getattr(row, name) for name in fields} | dict(changes))
        row.sqlmodel_update(valid.model_dump() | {"batch": self.event_id, "typed": True})
        self.session.add(row)
        self.session.flush()
        self._log(table, before, image(row))

    def restore(self, table: str, now: Mapping[str, Any] | None, then: Mapping[str, Any] | None) -> None:
        """Put a record back from image ``now`` to image ``then`` (None: not there), bookkeeping included.

        A row that stands keeps its number; one that comes back has its own again.
        """
        current = self.get(table, now) if now else None
        if then is None:
            self.session.delete(current)
        else:
            then = self._numbered(table, completed(table, then), current)
            values = as_python(table, then)
            self.session.add(ROWS[table](**values) if current is None else current.sqlmodel_update(values))
        self.session.flush()
        self._log(table, now, then)

    def remove_all(self, name: str, condition: ColumnElement[bool]) -> None:
        """Take out every row of table ``name`` that meets the condition, an image of each in the log first."""
        rows = record_table(name)
        keys = {column: rows.c[column] for column in key_columns(name)}
        place = func.row_number().over(order_by=list(keys.values())) + self._seq
        images = select(
            literal(self.event_id), place, literal(name), json_image(keys), json_image(dict(rows.c.items())), null()
        ).where(condition)
        columns = ["event_id", "seq", "table_name", "key", "before", "after"]
        self._seq += self.session.execute(insert(ChangeRow).from_select(columns, images)).rowcount  # type: ignore[attr-defined]
        self.session.execute(delete(rows).where(condition))

    def _numbered(self, table: str, values: dict[str, Any], current: SQLModel | None = None) -> dict[str, Any]:
        """``values`` with the ``id`` that the row is to have, where rows of ``table`` have one."""
        if "id" not in values:
            return values
        number = values["id"] if current is None else getattr(current, "id")  # noqa: B009
        if number is None:
            # Never one that was given before, even to a row that is gone: somebody may have written it down.
            number = (self.session.scalar(_LAST_NUMBER, {"name": table}) or 0) + 1
        return values | {"id": number}

    def _log(self, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> None:
        either = after or before or {}
        self._seq += 1
        self.session.add(
            ChangeRow(
                event_id=self.event_id,
                seq=self._seq,
                table_name=table,
                key=json_text({name: either[name] for name in key_columns(table)}),
                before=None if before is None else json_text(before),
                after=None if after is None else json_text(after),
            )
        )
        self.session.flush()


@contextmanager
def writing(
    path: Path, *, command: str, who: str, at: str, details: str | None = None, undoes: int | None = None
) -> Iterator[Writer]:
    """One transaction on the caseload at ``path``, with its event in the log; all of it lands, or nothing.

    ``command`` holds the words of the command without values, ``at`` a UTC time. Raises ``StoreError`` where the
    file cannot be written; an older file is migrated first.
    """
    with reading.reading(path):
        pass  # tells a missing, foreign, newer or older file by the same sentences as a daily command
    with plain_write_errors(path), Session(make_engine(path)) as session:
        connection = raw(session.connection())
        number = seals.enter(connection, at=at, who=who, command=command, details=details, undoes=undoes)
        yield Writer(session, number)
        session.flush()
        seals.seal(connection, number)
        session.commit()


def image(row: SQLModel) -> dict[str, Any]:
    """A whole row as JSON values, bookkeeping included."""
    return row.model_dump(mode="json")


def completed(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` of a row, with the default of every column that they lack, as an image from an older schema does."""
    return {n: field.default for n, field in ROWS[table].model_fields.items() if not field.is_required()} | dict(values)


def json_image(columns: Mapping[str, Any]) -> ColumnElement[str]:
    """SQL for a row as a JSON object, of these columns or expressions by name: as they lie in the file."""
    pairs: list[Any] = []
    for name, value in columns.items():
        pairs += (literal_column(f"'{name}'"), value)
    return func.json_object(*pairs, type_=Text)


def as_python(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values of a row (or of its key) as the model holds them: ISO text as dates."""
    return {name: _python(table, name, value) for name, value in values.items()}


def _python(table: str, column: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return dt.date.fromisoformat(value) if isinstance(record_table(table).c[column].type, IsoDate) else value


def json_text(value: Mapping[str, Any]) -> str:
    """JSON to the letter as SQLite's ``json_object`` writes it, so that keys of the log can be compared."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
