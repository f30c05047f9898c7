"""The group that an action is about, as it stands in the records."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from bgdetails.actions.refused import ActionRefused

_GROUP = """
SELECT g.id, COALESCE(g.name, i.name || ' for ' || a.name), g.account_id, a.name, i.name, i.template_id,
       i.stage_model_id, g.stage, g.stage_entered_at
FROM buying_group g JOIN account a ON a.id = g.account_id JOIN solution_interest i ON i.id = g.interest_id
WHERE g.id = ? AND NOT g.hidden
"""


class Group(NamedTuple):
    """A buying group."""

    id: int
    name: str
    account_id: int
    account: str
    interest: str
    template_id: int
    stage_model_id: int | None
    stage: str | None
    stage_entered_at: int | None


def read_group(connection: sqlite3.Connection, group_id: int) -> Group:
    """The group.

    Raises:
        ActionRefused: It is gone.
    """
    row = connection.execute(_GROUP, (group_id,)).fetchone()
    if row is None:
        raise ActionRefused("This buying group is gone; nothing was changed.")
    return Group(*row)
