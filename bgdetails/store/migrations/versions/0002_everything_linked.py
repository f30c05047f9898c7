"""Version 2: what every name leads to. Kept days are computed anew, for their rows have more columns."""

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    # Rows of kept days lack what version 2 writes into them.
    "DELETE FROM group_row",
    "DELETE FROM group_role",
    "UPDATE score_day SET stale = 1, browsable = 0",
)


def upgrade() -> None:
    """Make the new tables, columns and indexes."""
    for statement in _STATEMENTS:
        op.execute(statement)
