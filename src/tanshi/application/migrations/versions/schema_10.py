"""Schema 10: case files, the status of obligations, offsets of the voluntary registry.

All of it follows from facts: the rebuild makes the tables.
"""

revision = "10"
down_revision = "9"


def upgrade() -> None:
    """Change nothing that is not of the market."""
