"""Schema 8: the registry's accounts by state, its holders, orders, freezes, settlement and messages.

All of it follows from facts: the rebuild makes the tables.
"""

revision = "8"
down_revision = "7"


def upgrade() -> None:
    """Change nothing that is not of the market."""
