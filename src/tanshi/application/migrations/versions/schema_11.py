"""Schema 11: emissions corrected after their confirmation, laboratories of all sectors, fees of the voluntary registry.

All of it follows from facts: the rebuild makes the tables.
"""

revision = "11"
down_revision = "10"


def upgrade() -> None:
    """Change nothing that is not of the market."""
