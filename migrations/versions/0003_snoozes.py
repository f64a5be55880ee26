"""The third schema: flags that somebody put aside, each until a day or until its facts change.

What is there stays as it lies: one table comes beside it.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# An empty "until" lasts until the facts change; "fingerprint" is the flag's own word for them.
SNOOZES = """
    CREATE TABLE snoozes (
        case_ref TEXT NOT NULL,
        rule TEXT NOT NULL,
        scope TEXT DEFAULT '' NOT NULL,
        set_on TEXT NOT NULL,
        until TEXT,
        reason TEXT NOT NULL,
        caseworker TEXT,
        deadline TEXT,
        fingerprint TEXT NOT NULL,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (case_ref, rule, scope),
        CONSTRAINT until CHECK (until IS NULL OR until > set_on),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """


def upgrade() -> None:
    """Make the table."""
    op.execute(SNOOZES)
