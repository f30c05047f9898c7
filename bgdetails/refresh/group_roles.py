"""Writes how the roles of every group are filled on a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from bgdetails.refresh.among import Among, condition, parameters
from bgdetails.refresh.templates import SEPARATOR, Filling, Template

_CELL = "\x1e"
_COLUMNS = "position, role, role_key, assigned, required, required_for_completeness"
_KEPT = f"""
SELECT group_id, group_concat(
  position || '{_CELL}' || role || '{_CELL}' || role_key || '{_CELL}' || assigned || '{_CELL}' || required
  || CASE WHEN required_for_completeness THEN '{_CELL}1' ELSE '{_CELL}0' END, '{SEPARATOR}')
FROM (SELECT * FROM group_role WHERE day = ? AND {{groups}} ORDER BY group_id, position)
GROUP BY group_id
"""
_INSERT = f"INSERT INTO group_role (day, group_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"

RoleRow = tuple[int, str, str, int, int, int]


def write_roles(
    connection: sqlite3.Connection, day: int, among: Among, groups: Iterable[tuple[int, Template, Filling]]
) -> None:
    """Write the roles of the groups whose roles are not kept as they are.

    All roles of a group are compared as one text: a row for each role would cost as much as all else.

    Args:
        connection: A connection that may write.
        day: The day.
        among: The groups.
        groups: All of them, with how each one's template is filled.
    """
    query = _KEPT.format(groups=condition("group_id", among))
    kept = dict(connection.execute(query, (day, *parameters(among))))
    known: dict[tuple[Template, Filling], tuple[list[RoleRow], str | None]] = {}
    outdated: list[tuple[int, list[RoleRow]]] = []
    for group_id, template, filling in groups:
        if (template, filling) not in known:
            rows = _rows(template, filling)
            known[template, filling] = rows, _joined(rows)
        rows, joined = known[template, filling]
        if kept.pop(group_id, None) != joined:
            outdated.append((group_id, rows))
    gone = [*kept, *(group_id for group_id, _ in outdated)]
    connection.executemany("DELETE FROM group_role WHERE day = ? AND group_id = ?", [(day, each) for each in gone])
    connection.executemany(_INSERT, [(day, group_id, *row) for group_id, rows in outdated for row in rows])


def _joined(rows: list[RoleRow]) -> str | None:
    """What the query of the kept ones says of ``rows``."""
    return SEPARATOR.join(_CELL.join(map(str, row)) for row in rows) or None


def _rows(template: Template, filling: Filling) -> list[RoleRow]:
    return [
        (position, role.role, role.role_key, assigned, role.required, int(role.required_for_completeness))
        for position, (role, assigned) in enumerate(zip(template.roles, filling.counts, strict=True))
    ]
