"""Schema 4: comments, steps of reviews, reminders, the index of what facts are about.

Deposited evidence follows from facts and comes with the rebuild.
"""

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Create the tables that are not of the market; their guards come with all others."""
    op.create_table(
        "work_comment",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("withdrawn_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("work_comment_i1", "work_comment", ["subject", "id"])
    op.create_table(
        "work_review",
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("level", TEXT, nullable=False),
        sa.Column("since", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("subject"),
        sa.CheckConstraint("level IN ('city', 'province', 'nation')", name="work_review_c1"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("work_review_i1", "work_review", ["level", "subject"])
    op.create_table(
        "work_step",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("day", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("from_level", TEXT, nullable=False),
        sa.Column("to_level", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("work_step_i1", "work_step", ["subject", "id"])
    op.create_table(
        "work_reminded",
        sa.Column("task", TEXT, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("notice", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("task", "stage", "login"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("work_reminded_i1", "work_reminded", ["notice"])
    op.create_table(
        "work_notice",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("period", TEXT, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("due", TEXT, nullable=False),
        sa.Column("tasks", WHOLE, nullable=False),
        sa.Column("first", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("mail", TEXT, nullable=False),
        sa.Column("mail_at", TEXT, nullable=False),
        sa.Column("mail_code", TEXT, nullable=False),
        sa.Column("seen_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("tasks > 0", name="work_notice_c1"),
        sa.CheckConstraint(
            "mail IN ('none', 'pending', 'sending', 'sent', 'refused', 'unknown')", name="work_notice_c2"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("work_notice_i1", "work_notice", ["login", "seen_at", "id"])
    op.create_index("work_notice_i2", "work_notice", ["mail", "login"])
    op.create_table(
        "work_touched",
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("act", WHOLE, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("subject", "position"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "work_indexed",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("act", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("id = 1", name="work_indexed_c1"),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
