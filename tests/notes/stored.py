"""A made case in a caseload file, and what the file then holds of it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from support import AT

from kontant.model.tables import RECORDS, ROWS
from kontant.model.timeline import Timeline
from kontant.store import journal, timelines
from kontant.store.journal import JournalNote
from kontant.store.reading import reading
from kontant.store.writes import writing

from .made import REF

KINDS = ("conversations", "offers", "exemptions", "assignments", "paid_work", "absences", "statements", "goals")
TABLES = (*KINDS, "coordination", "benefits", "notes")


def store(empty: Path, path: Path, timeline: Timeline) -> Path:
    """A copy of the empty caseload at ``path`` that holds the case."""
    shutil.copy(empty, path)
    with writing(path, command="test", who="tester", at=AT) as writer:
        writer.insert("cases", RECORDS["cases"].model_validate(timeline.case._asdict()))
        for table in TABLES:
            for record in getattr(timeline, table):
                writer.insert(table, RECORDS[table].model_validate({"case_ref": REF, **record._asdict()}))
    return path


def case_in(path: Path) -> Timeline:
    with reading(path) as connection:
        found = timelines.timeline(connection, REF)
    assert found is not None
    return found


def journal_in(path: Path) -> list[JournalNote]:
    with reading(path) as connection:
        return journal.notes_of(connection, REF)


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All records of every table; the log and the drafts are left out."""
    with closing(sqlite3.connect(path)) as opened:
        return {name: sorted(opened.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in ROWS}


def events(path: Path) -> int:
    with closing(sqlite3.connect(path)) as opened:
        return int(opened.execute("SELECT count(*) FROM events").fetchone()[0])
