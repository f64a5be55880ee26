"""The fifth schema: a log that is sealed entry by entry, and dated corrections of records.

Each event gets a seal chained to the one before, and nothing can be added to an event once it is sealed. The events
that are there are sealed as they are found: from that day on the chain holds; what was done to them before cannot be
told, which their seals say (``late``).
"""

import hashlib
import json
import secrets
import sqlite3

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The number of the newest seal stays in sqlite_sequence, so that a careless cut can be told; whoever knows SQL resets
# that too, and is told by a seal that was noted elsewhere. A nonce is 32 hex digits, after "late-" where the event is
# older than the seals.
SEALS = """
    CREATE TABLE seals (
        event_id INTEGER PRIMARY KEY AUTOINCREMENT,
        nonce TEXT NOT NULL CHECK (
            length(nonce) >= 32
            AND substr(nonce, 1, length(nonce) - 32) IN ('', 'late-')
            AND substr(nonce, -32) NOT GLOB '*[^0-9a-f]*'
        ),
        digest TEXT NOT NULL,
        chain TEXT NOT NULL,
        FOREIGN KEY(event_id) REFERENCES events (id)
    ) STRICT
    """
# What is left of an event after a purge, by the event that purged it.
RESEALS = """
    CREATE TABLE reseals (
        by_event INTEGER NOT NULL,
        event_id INTEGER NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (by_event, event_id),
        FOREIGN KEY(by_event) REFERENCES events (id),
        FOREIGN KEY(event_id) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """
# "record" is the JSON key of the record; an empty "field" keeps what a person says about it without changing it.
CORRECTIONS = """
    CREATE TABLE corrections (
        case_ref TEXT NOT NULL,
        nr INTEGER NOT NULL,
        date TEXT NOT NULL,
        table_name TEXT NOT NULL,
        record TEXT NOT NULL,
        field TEXT,
        was TEXT,
        became TEXT,
        reason TEXT NOT NULL,
        requested_by_person INTEGER NOT NULL,
        caseworker TEXT,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (case_ref, nr),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """

# A row that would replace one (INSERT OR REPLACE) fires no trigger for the one that goes: so it must not come in.
GUARD = """
    CREATE TRIGGER {table}_no_{name} {fires} ON {table}
    {when}
    BEGIN
        SELECT RAISE(ABORT, 'the change log is append-only');
    END
    """
# A number that SQLite is to give is known after the row is in. A seal is of the newest event, which has none yet.
GUARDS = (
    ("seals", "UPDATE", "BEFORE UPDATE", ""),
    ("seals", "DELETE", "BEFORE DELETE", ""),
    (
        "seals",
        "STRAY",
        "BEFORE INSERT",
        "WHEN new.event_id IS NOT (SELECT max(id) FROM events) OR new.event_id <= (SELECT max(event_id) FROM seals)",
    ),
    ("reseals", "UPDATE", "BEFORE UPDATE", ""),
    ("reseals", "DELETE", "BEFORE DELETE", ""),
    ("reseals", "LATE", "BEFORE INSERT", "WHEN new.by_event IN (SELECT event_id FROM seals)"),
    (
        "events",
        "REPLACE",
        "BEFORE INSERT",
        "WHEN new.id IN (SELECT id FROM events) OR new.undoes IN (SELECT undoes FROM events)",
    ),
    ("events", "STRAY", "AFTER INSERT", "WHEN new.id < 1"),
    ("changes", "LATE", "BEFORE INSERT", "WHEN new.event_id IN (SELECT event_id FROM seals)"),
)
CHANGES = 'SELECT seq, table_name, "key", "before", "after" FROM changes WHERE event_id = ? ORDER BY seq'


def upgrade() -> None:
    """Make the tables, seal what is there, and guard it."""
    for statement in (SEALS, RESEALS, CORRECTIONS):
        op.execute(statement)
    op.execute("CREATE INDEX events_backup ON events (at) WHERE command = 'backup'")
    _seal_all(op.get_bind().connection.dbapi_connection)
    for table, name, fires, when in GUARDS:
        op.execute(GUARD.format(table=table, name=name, fires=fires, when=when))


def _seal_all(connection: sqlite3.Connection) -> None:
    """A seal for each event, in order. Written out, as the tables are: it must stay what it was."""
    chain = ""
    for event in connection.execute("SELECT id, at, who, command, details, undoes FROM events ORDER BY id").fetchall():
        nonce = f"late-{secrets.token_hex(16)}"
        content = hashlib.sha256(nonce.encode())
        content.update(_line(event))
        for change in connection.execute(CHANGES, event[:1]):
            content.update(_line(change))
        digest = content.hexdigest()
        chain = hashlib.sha256(f"{chain}|{event[0]}|{digest}".encode()).hexdigest()
        connection.execute("INSERT INTO seals VALUES (?, ?, ?, ?)", (event[0], nonce, digest, chain))


def _line(row: tuple[object, ...]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
