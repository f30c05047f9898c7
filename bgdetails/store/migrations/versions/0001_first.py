"""Version 1: the first that was given out; ``store/tables.py`` makes it, so there is nothing to do."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing: no workspace is older."""
