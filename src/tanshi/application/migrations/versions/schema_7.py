"""Schema 7: the province's round of allocation, and which instructions were carried out.

All of it follows from facts: the rebuild makes the tables.
"""

revision = "7"
down_revision = "6"


def upgrade() -> None:
    """Change nothing that is not of the market."""
