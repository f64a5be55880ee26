"""The first schema: the records of a caseload, and the change log that nothing may rewrite.

The statements are written out, not taken from the models, so that this step stays what it was.
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE events (
        id INTEGER NOT NULL,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        command TEXT NOT NULL,
        details TEXT,
        undoes INTEGER,
        PRIMARY KEY (id),
        UNIQUE (undoes),
        FOREIGN KEY(undoes) REFERENCES events (id)
    ) STRICT
    """,
    """
    CREATE TABLE changes (
        event_id INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        table_name TEXT NOT NULL,
        "key" TEXT NOT NULL,
        "before" TEXT,
        "after" TEXT,
        PRIMARY KEY (event_id, seq),
        FOREIGN KEY(event_id) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE cases (
        case_ref TEXT NOT NULL,
        name TEXT NOT NULL,
        cpr TEXT,
        birth_date TEXT,
        gender TEXT,
        opened TEXT NOT NULL,
        closed TEXT,
        close_reason TEXT,
        target_group TEXT NOT NULL,
        track TEXT NOT NULL,
        challenges TEXT NOT NULL,
        cv_registered TEXT,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (case_ref),
        CONSTRAINT closed CHECK (closed IS NULL OR closed >= opened),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE benefits (
        case_ref TEXT NOT NULL,
        start TEXT NOT NULL,
        benefit TEXT NOT NULL,
        "end" TEXT,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (case_ref, start),
        CONSTRAINT period CHECK ("end" IS NULL OR "end" >= start),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE conversations (
        case_ref TEXT NOT NULL,
        date TEXT NOT NULL,
        kind TEXT NOT NULL,
        status TEXT NOT NULL,
        channel TEXT,
        caseworker TEXT,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        withdrawn TEXT,
        PRIMARY KEY (case_ref, date, kind),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE offers (
        case_ref TEXT NOT NULL,
        type TEXT NOT NULL,
        start TEXT NOT NULL,
        "end" TEXT,
        outcome TEXT,
        provider TEXT,
        goal TEXT,
        hours_per_week REAL,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        withdrawn TEXT,
        PRIMARY KEY (case_ref, type, start),
        CONSTRAINT period CHECK ("end" IS NULL OR "end" >= start),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE exemptions (
        case_ref TEXT NOT NULL,
        scope TEXT NOT NULL,
        start TEXT NOT NULL,
        "end" TEXT,
        reason TEXT NOT NULL,
        explanation TEXT,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        withdrawn TEXT,
        PRIMARY KEY (case_ref, scope, start),
        CONSTRAINT period CHECK ("end" IS NULL OR "end" >= start),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE assignments (
        case_ref TEXT NOT NULL,
        role TEXT NOT NULL,
        start TEXT NOT NULL,
        caseworker TEXT NOT NULL,
        "end" TEXT,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        withdrawn TEXT,
        PRIMARY KEY (case_ref, role, start),
        CONSTRAINT period CHECK ("end" IS NULL OR "end" >= start),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE paid_work (
        case_ref TEXT NOT NULL,
        month TEXT NOT NULL,
        hours REAL NOT NULL,
        employer TEXT,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (case_ref, month),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE absences (
        case_ref TEXT NOT NULL,
        date TEXT NOT NULL,
        from_kind TEXT NOT NULL,
        contact_attempts INTEGER,
        reasonable_ground INTEGER,
        hearing_sent TEXT,
        decision TEXT,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (case_ref, date),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE statements (
        case_ref TEXT NOT NULL,
        type TEXT NOT NULL,
        ordered TEXT NOT NULL,
        consulted TEXT,
        received TEXT,
        declined TEXT,
        reminded TEXT,
        question TEXT,
        purpose TEXT,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (case_ref, type, ordered),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE goals (
        case_ref TEXT NOT NULL,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        set_on TEXT NOT NULL,
        due TEXT,
        reached TEXT,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (case_ref, kind, title),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE coordination (
        case_ref TEXT NOT NULL,
        date TEXT NOT NULL,
        actor TEXT NOT NULL,
        form TEXT NOT NULL,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (case_ref, date, actor),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE notes (
        case_ref TEXT NOT NULL,
        date TEXT NOT NULL,
        template TEXT NOT NULL,
        scope TEXT,
        caseworker TEXT,
        text TEXT,
        answers TEXT,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (case_ref, date, template),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) STRICT
    """,
)

APPEND_ONLY = """
    CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
    BEGIN
        SELECT RAISE(ABORT, 'the change log is append-only');
    END
    """


def upgrade() -> None:
    """Make all tables, and guard the log's."""
    for statement in TABLES:
        op.execute(statement)
    op.execute('CREATE INDEX changes_record ON changes (table_name, "key")')
    for table in ("events", "changes"):
        for verb in ("UPDATE", "DELETE"):
            op.execute(APPEND_ONLY.format(table=table, verb=verb))
