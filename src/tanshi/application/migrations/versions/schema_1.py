"""Schema 1: the first published database (SQLite only): facts, head, commands, checkpoints, meta, fact types, runs."""

revision = "1"
down_revision = None


def upgrade() -> None:
    """Nothing: a database of schema 1 was made whole."""
