"""Schema 3: who confirmed a command; mandates and delegations. All of it follows from facts and comes with the
rebuild.
"""

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Nothing to keep changes."""
