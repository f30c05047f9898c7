"""Which groups moved fast or stood still on a day before the browsable one, whose rows say so of that day alone."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from bgdetails.refresh.groups_on import GroupsOn
from bgdetails.refresh.stage_states import StageStates

_GROUPS = """
SELECT g.group_id, g.public_id, g.name, g.name_key, i.stage_model_id, g.stage, b.stage_entered_at, g.completeness
FROM {rows} g JOIN buying_group b ON b.id = g.group_id JOIN solution_interest i ON i.id = b.interest_id
WHERE {groups} ORDER BY g.group_id
"""


class StageMove(NamedTuple):
    """A group, its changes to a later stage, and whether it stands still."""

    group_id: int
    public_id: str
    name: str
    name_key: str
    completeness: float | None
    velocity: int
    stagnant: bool
    changed_at: int | None


def stage_moves(connection: sqlite3.Connection, groups: GroupsOn) -> list[StageMove]:
    """Those that moved to a later stage or stand still."""
    rows = connection.execute(_GROUPS.format(rows=groups.rows, groups=groups.condition), groups.values).fetchall()
    if not rows:
        return []
    states = StageStates(connection, groups.counted)
    states.read((rows[0][0], rows[-1][0]))
    found = []
    for group_id, public_id, name, name_key, model, stage, entered_at, completeness in rows:
        state = states.of(group_id, model, stage, entered_at, completeness)
        if state.velocity or state.stagnant:
            moved = (completeness, state.velocity, state.stagnant, state.changed_at)
            found.append(StageMove(group_id, public_id, name, name_key, *moved))
    return found


def fastest(moves: list[StageMove]) -> list[StageMove]:
    """Most changes first."""
    moving = [each for each in moves if each.velocity]
    return sorted(moving, key=lambda each: (-each.velocity, each.name_key, each.public_id))


def stagnant(moves: list[StageMove]) -> list[StageMove]:
    """Longest in their stage first, those of which nobody knows since when before them."""
    still = [each for each in moves if each.stagnant]
    return sorted(
        still, key=lambda each: (each.changed_at is not None, each.changed_at or 0, each.name_key, each.public_id)
    )
