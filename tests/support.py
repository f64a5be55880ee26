"""What several tests share: the sample extracts, caseloads made of them, and running kontant as a user does."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data"
DAY = date(2026, 11, 22)
AT = "2026-11-22T08:00:00+00:00"
HEAD = {"opened": "2020-01-01", "target_group": "job_ready", "track": "job", "challenges": ""}


class Ran(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str

    def json(self):
        """Its output as JSON."""
        return json.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    """This process's environment in English, without the user's own kontant settings."""
    of_the_terminal = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KONTANT", "LC_", "LANG", *of_the_terminal))}
    return kept | {"LANG": "C.UTF-8", "PYTHONUTF8": "1"} | more


def kontant(*words: object, db: Path | None = None, stdin: str = "", **env: str) -> Ran:
    """Run kontant in a process of its own."""
    options = ["--db", str(db)] if db else []
    done = subprocess.run(
        [sys.executable, "-m", "kontant", *options, *map(str, words)],
        env=environment(**env),
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def imported(folder: Path, name: str) -> Path:
    """A caseload file in ``folder`` that holds sample extract ``name``."""
    from kontant.exchange.importing import import_extract
    from kontant.store.schema import create

    path = folder / f"{name}.sqlite"
    create(path)
    import_extract(path, DATA / name, extract_date=DAY, who="test", at=AT)
    return path


def empty_caseload(folder: Path) -> Path:
    """A caseload file in ``folder`` as it is made, to be copied: making one runs the migrations."""
    from kontant.store.schema import create

    path = folder / "caseload.sqlite"
    create(path)
    return path


def fill(caseload: Path, table: str, /, **values: Any) -> int:
    """Write one record in an event of its own; returns the event's number. A case needs no more than ref and name."""
    from kontant.model.tables import RECORDS
    from kontant.store.writes import writing

    head = HEAD if table == "cases" else {}
    with writing(caseload, command="test", who="tester", at=AT) as writer:
        writer.insert(table, RECORDS[table].model_validate({**head, **values}))
    return writer.event_id


def contents(caseload: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All records of the caseload, table by table; the log is left out."""
    from kontant.model.tables import ROWS

    with closing(sqlite3.connect(caseload)) as opened:
        return {name: opened.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall() for name in ROWS}
