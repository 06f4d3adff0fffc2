"""Schema 6: runs of the serving process' daily jobs. Entities' cities and other gases follow from facts: the
rebuild makes them.
"""

import sqlalchemy as sa
from alembic import op

revision = "6"
down_revision = "5"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Create the tables that are not of the market."""
    op.create_table(
        "places_unit",
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("latitude_e4", WHOLE, nullable=False),
        sa.Column("longitude_e4", WHOLE, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("unit"),
        sa.CheckConstraint("latitude_e4 BETWEEN -900000 AND 900000", name="places_unit_c1"),
        sa.CheckConstraint("longitude_e4 BETWEEN -1800000 AND 1800000", name="places_unit_c2"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
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
