"""Schema 8: the registry's accounts by state, its holders, orders, freezes, settlement and messages.

All of that follows from facts: the rebuild makes the tables. What was tried in vain is no fact and has a table here,
as has the epoch of the process that owns the exchange.
"""

import sqlalchemy as sa
from alembic import op

revision = "8"
down_revision = "7"


TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Create the tables that are not of the market."""
    op.create_table(
        "exchange_epoch",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("id = 1", name="exchange_epoch_c1"),
        sa.CheckConstraint("epoch >= 0", name="exchange_epoch_c2"),
        sqlite_strict=True,
    )
    op.create_table(
        "platform_attempt",
        sa.Column("day", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("how", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("first_at", TEXT, nullable=False),
        sa.Column("last_at", TEXT, nullable=False),
        sa.Column("count", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("day", "login", "actor", "kind", "holder", "outcome"),
        sa.CheckConstraint("count > 0", name="platform_attempt_c1"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("platform_attempt_i1", "platform_attempt", ["holder", "last_at"])
    op.create_index("platform_attempt_i2", "platform_attempt", ["organisation", "last_at"])
