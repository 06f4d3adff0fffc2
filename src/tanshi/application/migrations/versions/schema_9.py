"""Schema 9: the exchange's session, auctions, reports and alerts in the books.

All of it follows from facts: the rebuild makes the tables.
"""

revision = "9"
down_revision = "8"


def upgrade() -> None:
    """Change nothing that is not of the market."""
