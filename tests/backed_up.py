"""What the tests of backups, of restoring and of the doctor share: all that a file holds, and harm done to one."""

import contextlib
import sqlite3


def rows(path):
    """Every row of every table, the log's among them."""
    with contextlib.closing(sqlite3.connect(path)) as opened:
        names = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: sorted(opened.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for (name,) in names}


def damage(path, table="conversations"):
    """Overwrite the first page of a table."""
    with contextlib.closing(sqlite3.connect(path)) as opened:
        (page,) = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x99" * 4096)


def everything(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
