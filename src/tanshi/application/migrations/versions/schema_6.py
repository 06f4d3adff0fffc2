"""Schema 6: runs of the serving process' daily jobs. Entities' cities follow from facts and come with the rebuild."""

import sqlalchemy as sa
from alembic import op

revision = "6"
down_revision = "5"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table that is not of the market."""
    op.create_table(
        "work_job",
        sa.Column("job", TEXT, nullable=False),
        sa.Column("day", TEXT, nullable=False),
        sa.Column("started_at", TEXT, nullable=False),
        sa.Column("ended_at", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("said", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("job", "day"),
        sa.CheckConstraint("outcome IN ('', 'done', 'differs', 'failed')", name="work_job_c1"),
        sa.CheckConstraint("(outcome = '') = (ended_at = '')", name="work_job_c2"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
