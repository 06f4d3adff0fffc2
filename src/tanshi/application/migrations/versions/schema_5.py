"""Schema 5: acts of rule making, coverage by other markets, and what else of this schema follows from facts.

Nothing here is kept outside the facts, so the rebuild makes all of it.
"""

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Change nothing: new projections come with the rebuild."""
