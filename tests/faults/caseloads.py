"""The caseloads that the runs begin with, made once each and then copied."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path

import support
from faults.runner import Place
from faults.state import encrypted_copy

from kontant.exchange.importing import import_extract
from kontant.store import backups, journal, opening, reading, schema
from kontant.store.undo import plan, undo
from kontant.store.writes import writing

MIGRATIONS = Path(__file__).parents[2] / "migrations"
REF = "2025-00002"
CLOSED = ("2017-00001", "2017-00020", "2019-00009", "2019-00024")
CHANGED_DAY = date(2026, 11, 15)
# What the second schema added to an image of a note.
_ADDED = "'$.id', '$.nr', '$.form', '$.version'"


def empty(place: Place) -> None:
    """A caseload without cases."""
    schema.create(place.caseload)


def worked_in(place: Place) -> None:
    """The sample caseload a week ago, with an amendment, an event that was undone and a record typed here."""
    path = place.caseload
    schema.create(path)
    import_extract(path, support.DATA / "caseload", extract_date=CHANGED_DAY, who="tester", at=support.AT)
    with reading.reading(path) as connection:
        note = journal.note(connection, 1)
    assert note is not None
    with writing(path, command="note amend", who="tester", at=support.AT) as writer:
        journal.add_amendment(writer, note, written_on=CHANGED_DAY, caseworker=None, text="Det var på Århus Ø.")
    event = support.fill(path, "goals", case_ref=REF, kind="job", title="Dyrepasser", set_on="2026-11-01")
    undo(path, plan(path, event), who="tester", at=support.AT)
    support.fill(path, "goals", case_ref=REF, kind="sub", title="Møde fire dage om ugen", set_on="2026-11-01")


def imported_again(place: Place) -> None:
    """The same after a later extract that changed much of it."""
    worked_in(place)
    import_extract(place.caseload, later_extract(place), extract_date=date(2026, 11, 20), who="tester", at=support.AT)


def later_extract(place: Place) -> Path:
    """The sample extract a week on: rows gone, rows new, words changed in every case."""
    folder = place.given / "later"
    if folder.exists():
        return folder
    shutil.copytree(support.DATA / "caseload", folder)
    for name, change in {
        "cases.csv": lambda rows: [row.replace("activity_ready", "job_ready") for row in rows],
        "conversations.csv": lambda rows: [*rows[5:], *_one_more_each(rows)],
        "offers.csv": lambda rows: [row.replace("Jobhuset", "Jobhuset på Østerbro") for row in rows[:-4]],
        "notes.csv": lambda rows: [row.replace("Vurdering", "Vurdering på Århus Ø") for row in rows],
    }.items():
        path = folder / name
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([head, *change(rows)]) + "\n", encoding="utf-8")
    return folder


def _one_more_each(rows: list[str]) -> list[str]:
    return [f"{case},2026-11-19,job,held,eva" for case in list(dict.fromkeys(row.split(",")[0] for row in rows))[:9]]


def of_schema(version: int, place: Place) -> None:
    """The worked-in caseload in a file of an older schema, as a kontant of that time would have left it."""
    worked_in(place)
    now = place.root / "now.sqlite"
    place.caseload.rename(now)
    with _as_it_was(version, place.root / f"first-{version}"):
        schema.create(place.caseload)
    with closing(sqlite3.connect(place.caseload)) as connection:
        connection.execute("ATTACH ? AS now", (str(now),))
        tables = _tables(connection)
        # Events come first, since all else refers to them.
        for name in sorted(tables - {"changes"}, key=lambda name: name != "events"):
            _copy_rows(connection, name)
        _copy_changes(connection, tables, version)
        connection.commit()
    now.unlink()


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '%_text%' AND name NOT LIKE '%\\_fts%' ESCAPE '\\' AND name <> 'alembic_version'"
        " AND name NOT IN (SELECT name FROM main.sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%')"
    )
    virtual = [n for (n,) in connection.execute("SELECT name FROM main.sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")]
    return {name for (name,) in rows if not any(name.startswith(f"{index}_") for index in virtual)}


def _copy_rows(connection: sqlite3.Connection, name: str) -> None:
    there = {row[1] for row in connection.execute(f"PRAGMA now.table_info({name})")}
    columns = ", ".join(f'"{r[1]}"' for r in connection.execute(f"PRAGMA main.table_info({name})") if r[1] in there)
    connection.execute(f"INSERT INTO main.{name} ({columns}) SELECT {columns} FROM now.{name}")


def _copy_changes(connection: sqlite3.Connection, tables: set[str], version: int) -> None:
    """The log's images, as they were of tables that there were."""
    known = ", ".join(f"'{name}'" for name in tables)
    images = [f'"{c}"' for c in ("key", "before", "after")]
    if version == 1:
        images = [f"iif(table_name = 'notes', json_remove({c}, {_ADDED}), {c})" for c in images]
    connection.execute(
        f"INSERT INTO changes SELECT event_id, seq, table_name, {', '.join(images)} FROM now.changes"
        f" WHERE table_name IN ({known})"
    )


@contextmanager
def _as_it_was(version: int, folder: Path) -> Iterator[None]:
    """In this process: only the first migrations, and their schema as the present one."""
    later = [p.name for p in (MIGRATIONS / "versions").glob("0*.py") if int(p.name[:4]) > version]
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns(*later, "__pycache__"))
    standing = schema.migrations_folder, reading.SCHEMA_VERSION
    schema.migrations_folder, reading.SCHEMA_VERSION = (lambda: folder), version  # type: ignore[assignment]
    try:
        yield
    finally:
        schema.migrations_folder, reading.SCHEMA_VERSION = standing  # type: ignore[assignment]
        shutil.rmtree(folder)


def with_closed(place: Place) -> None:
    """The worked-in caseload, in which four cases were closed long ago."""
    worked_in(place)
    path = place.caseload
    with writing(path, command="case close", who="tester", at=support.AT) as writer:
        for ref in CLOSED:
            writer.update("cases", {"case_ref": ref}, {"closed": date(2026, 6, 30), "close_reason": "job"})


def names_of_closed(place: Place) -> tuple[bytes, ...]:
    """Names and numbers of the closed cases."""
    with closing(opening.connect(place.caseload)) as connection:
        rows = connection.execute("SELECT name, case_ref FROM cases WHERE closed < '2026-10-01'").fetchall()
    return tuple(word.encode() for row in rows for word in row)


def words_of_all(place: Place) -> tuple[bytes, ...]:
    """Names and texts of all cases that are long enough to be told from chance."""
    found: set[str] = set()
    with closing(opening.connect(place.caseload)) as connection:
        for statement in (
            "SELECT name FROM cases",
            "SELECT text FROM notes",
            "SELECT explanation FROM exemptions",
            "SELECT goal FROM offers",
        ):
            found |= {value for (value,) in connection.execute(statement) if value and len(value) > 7}
    return tuple(sorted(word.encode() for word in found))


def changed_since_backup(place: Place) -> None:
    """A backup is made, and a record typed afterwards."""
    _back_up(place)
    support.fill(place.caseload, "goals", case_ref=REF, kind="sub", title="Cykle til praktik", set_on="2026-11-20")


def lost_since_backup(place: Place) -> None:
    """A backup is made, and the caseload is lost."""
    _back_up(place)
    for path in place.caseload.parent.glob("caseload.sqlite*"):
        path.unlink()


def _back_up(place: Place) -> None:
    folder = backups.default_folder(place.caseload)
    folder.mkdir(mode=0o700)
    backups.make(place.caseload, folder, datetime.fromisoformat(support.AT))


def oldest_backup(place: Place) -> Path:
    """The backup that was made first."""
    return backups.known(place.caseload)[-1].path


def encrypted(place: Place) -> None:
    """The caseload of ``place``, encrypted in its place."""
    plain = place.root / "plain.sqlite"
    place.caseload.rename(plain)
    encrypted_copy(plain, place.caseload)
    plain.unlink()
