"""Schema 9: the exchange's session, auctions, reports and alerts in the books.

That follows from facts: the rebuild makes the tables. What was sent to a session, and by whom, is no fact and has a
table here.
"""

import sqlalchemy as sa
from alembic import op

revision = "9"
down_revision = "8"


TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Create the table that is not of the market."""
    op.create_table(
        "exchange_sent",
        sa.Column("session", TEXT, nullable=False),
        sa.Column("client", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=False),
        sa.Column("lost", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("session", "client", "number"),
        sa.CheckConstraint("number > 0", name="exchange_sent_c1"),
        sa.CheckConstraint("lost IN (0, 1)", name="exchange_sent_c2"),
        sa.UniqueConstraint("session", "holder", "key", name="exchange_sent_u1"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
