"""Schema 2: evidence may live in the database; the last position of each day; guards on journal and books."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Add the evidence table; days, guards and the books' new indexes come with the rebuild."""
    op.create_table(
        "journal_evidence",
        sa.Column("name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("part", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", "part"),
        sa.CheckConstraint("length(name) = 64", name="journal_evidence_c1"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
