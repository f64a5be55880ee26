"""The fourth schema: case reviews, each with the sample it drew and the reviewers' answers point by point.

What is there stays as it lies: three tables come beside it.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# "pool" and "missing" are JSON: how many cases each seniority group had to draw from, and the figures for which the
# caseload holds no records.
REVIEWS = """
    CREATE TABLE reviews (
        number INTEGER NOT NULL,
        as_of TEXT NOT NULL,
        begun_on TEXT NOT NULL,
        size INTEGER NOT NULL,
        seed INTEGER NOT NULL,
        pool TEXT NOT NULL,
        missing TEXT NOT NULL,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (number),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """
REVIEW_CASES = """
    CREATE TABLE review_cases (
        review INTEGER NOT NULL,
        case_ref TEXT NOT NULL,
        place INTEGER NOT NULL,
        seniority_group TEXT NOT NULL,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (review, case_ref),
        FOREIGN KEY(review) REFERENCES reviews (number),
        FOREIGN KEY(case_ref) REFERENCES cases (case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """
# "records" is what the case's own records said when the point was answered; empty where they said nothing.
REVIEW_ANSWERS = """
    CREATE TABLE review_answers (
        review INTEGER NOT NULL,
        case_ref TEXT NOT NULL,
        reviewer TEXT NOT NULL,
        point TEXT NOT NULL,
        answer TEXT,
        remark TEXT,
        records TEXT,
        answered_on TEXT NOT NULL,
        batch INTEGER NOT NULL,
        seen_on TEXT,
        seen_before TEXT,
        typed INTEGER,
        PRIMARY KEY (review, case_ref, reviewer, point),
        CONSTRAINT says CHECK (answer IS NOT NULL OR remark IS NOT NULL),
        FOREIGN KEY(review, case_ref) REFERENCES review_cases (review, case_ref),
        FOREIGN KEY(batch) REFERENCES events (id)
    ) WITHOUT ROWID, STRICT
    """


def upgrade() -> None:
    """Make the tables, parents first."""
    for table in (REVIEWS, REVIEW_CASES, REVIEW_ANSWERS):
        op.execute(table)
