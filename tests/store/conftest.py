"""What the tests of the store share: an empty caseload, a hand that writes into it, and all that it holds."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kontant.i18n import choose_language
from kontant.model.tables import RECORDS, ROWS
from kontant.store import schema
from kontant.store.reading import reading
from kontant.store.writes import writing

AT = "2026-11-22T08:00:00+00:00"
HEAD = {"opened": "2020-01-01", "target_group": "job_ready", "track": "job", "challenges": ""}


@pytest.fixture(scope="session")
def empty_caseload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A caseload as it is made, to be copied: making one runs the migrations."""
    path = tmp_path_factory.mktemp("empty") / "caseload.sqlite"
    schema.create(path)
    return path


@pytest.fixture
def caseload(tmp_path: Path, empty_caseload: Path) -> Path:
    choose_language("en")
    return Path(shutil.copy(empty_caseload, tmp_path))


@pytest.fixture
def fill(caseload: Path) -> Callable[..., int]:
    """Write one record in an event of its own; returns the event's number."""

    def write(table: str, /, **values: Any) -> int:
        head = HEAD if table == "cases" else {}
        with writing(caseload, command="test", who="tester", at=AT) as writer:
            writer.insert(table, RECORDS[table].model_validate({**head, **values}))
        return writer.event_id

    return write


@pytest.fixture
def connection(caseload: Path) -> Iterator[sqlite3.Connection]:
    with reading(caseload) as opened:
        yield opened


@pytest.fixture
def contents(caseload: Path) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """All records of the caseload, table by table; the log is left out."""

    def read() -> dict[str, list[tuple[Any, ...]]]:
        with closing(sqlite3.connect(caseload)) as opened:
            return {name: opened.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall() for name in ROWS}

    return read
