"""The second schema: notes written here, numbered and searchable, their corrections, and drafts.

A note gets a number of its own (``id``, the rowid, which it had all along; never given twice, since a person may
have written it down) and a place among the notes of its case,
day and template (``nr``: 0 for the one that an extract brings). The word index finds any three letters, also inside
a compound; its views fold Danish letters to what they are written out as, so that ``å`` and ``aa`` are one.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NOTES = """
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
        nr INTEGER DEFAULT 0 NOT NULL,
        form TEXT,
        version INTEGER,
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        UNIQUE (case_ref, date, template, nr),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) STRICT
    """

KEPT = "case_ref, date, template, scope, caseworker, text, answers, batch, seen_on, seen_before, typed"

AMENDMENTS = """
    CREATE TABLE amendments (
        case_ref TEXT NOT NULL,
        date TEXT NOT NULL,
        template TEXT NOT NULL,
        nr INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        written_on TEXT NOT NULL,
        caseworker TEXT,
        text TEXT NOT NULL,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        UNIQUE (case_ref, date, template, nr, seq),
        FOREIGN KEY(case_ref, date, template, nr) REFERENCES notes (case_ref, date, template, nr),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) STRICT
    """

# What has been answered so far; no record, and in no log. A number is never given twice, so that a terminal that
# still holds a finished draft cannot write into another one.
DRAFTS = """
    CREATE TABLE drafts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        case_ref TEXT NOT NULL,
        form TEXT NOT NULL,
        version INTEGER NOT NULL,
        date TEXT NOT NULL,
        caseworker TEXT,
        who TEXT NOT NULL,
        started TEXT NOT NULL,
        saved TEXT NOT NULL,
        answers TEXT NOT NULL,
        place TEXT,
        partial TEXT,
        revision INTEGER DEFAULT 1 NOT NULL,
        discarded TEXT
    ) STRICT
    """

# Characters by number and what stands for them in the index; the small letters of the rest are the tokenizer's.
# 65 or 97 with 778 is an A with its ring typed apart, 769 an accent typed apart, 13 and 10 end a line.
LETTERS = (
    ((197,), "aa"), ((229,), "aa"), ((65, 778), "aa"), ((97, 778), "aa"),
    ((198,), "ae"), ((230,), "ae"), ((216,), "oe"), ((248,), "oe"),
    ((201,), "e"), ((233,), "e"), ((769,), ""),
    ((13, 10), " "), ((10,), " "),
)  # fmt: skip


def folded(column: str) -> str:
    """SQL for the text of ``column`` as it is indexed."""
    for numbers, written in LETTERS:
        column = f"replace({column}, {' || '.join(f'char({number})' for number in numbers)}, '{written}')"
    return column


INDEX = (
    "CREATE VIEW folded_{table} AS SELECT id, {text} AS text FROM {table}",
    """
    CREATE VIRTUAL TABLE {index} USING fts5 (
        text, content = 'folded_{table}', content_rowid = 'id', tokenize = 'trigram', columnsize = 0
    )
    """,
    """
    CREATE TRIGGER {table}_indexed AFTER INSERT ON {table} WHEN new.text IS NOT NULL
    BEGIN
        INSERT INTO {index} (rowid, text) VALUES (new.id, {new});
    END
    """,
    """
    CREATE TRIGGER {table}_unindexed AFTER DELETE ON {table} WHEN old.text IS NOT NULL
    BEGIN
        INSERT INTO {index} ({index}, rowid, text) VALUES ('delete', old.id, {old});
    END
    """,
    """
    CREATE TRIGGER {table}_reindexed AFTER UPDATE OF id, text ON {table}
    WHEN old.text IS NOT new.text OR old.id <> new.id
    BEGIN
        INSERT INTO {index} ({index}, rowid, text) SELECT 'delete', old.id, {old} WHERE old.text IS NOT NULL;
        INSERT INTO {index} (rowid, text) SELECT new.id, {new} WHERE new.text IS NOT NULL;
    END
    """,
    "INSERT INTO {index} ({index}) VALUES ('rebuild')",
)


def upgrade() -> None:
    """Move the notes over under the numbers they had, make the new tables, and index what is there."""
    op.execute("ALTER TABLE notes RENAME TO notes_before")
    op.execute(NOTES)
    op.execute(f"INSERT INTO notes ({KEPT}, id) SELECT {KEPT}, rowid FROM notes_before ORDER BY rowid")
    op.execute("DROP TABLE notes_before")
    op.execute(AMENDMENTS)
    op.execute(DRAFTS)
    for table, index in (("notes", "note_words"), ("amendments", "amendment_words")):
        text, new, old = (folded(column) for column in ("text", "new.text", "old.text"))
        for statement in INDEX:
            op.execute(statement.format(table=table, index=index, text=text, new=new, old=old))
