"""Writes what Browse shows of every group on a day, and how its roles are filled."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from bgdetails.refresh.groups import GroupState
from bgdetails.refresh.last_activity import LastActivity
from bgdetails.refresh.templates import Template
from bgdetails.store.times import end_of_day

Scored = Sequence[tuple[int, int, GroupState]]
"""Group, template and state, by group."""

_COLUMNS = (
    "day, group_id, public_id, name, name_key, account_id, account_public_id, account_name, account_key, interest,"
    " interest_key, template, template_key, stage, stage_key, stage_position, status, status_key, owner_key,"
    " region_key, industry_key, rank, completeness, member_count, missing, short, gaps, last_activity_at, updated_at"
)
_ROLE_COLUMNS = "day, group_id, position, role, role_key, assigned, required, required_for_completeness"
_GROUPS = """
SELECT g.id, g.public_id, g.name, g.stage, g.status, g.updated_at, g.stage_entered_at,
       a.id, a.public_id, a.name, a.name_key, a.owner, a.region, a.industry,
       i.name, i.name_key, i.stage_model_id, t.name, t.name_key
FROM buying_group g JOIN account a ON a.id = g.account_id JOIN solution_interest i ON i.id = g.interest_id
JOIN roles_template t ON t.id = i.template_id
WHERE g.id BETWEEN ? AND ? AND NOT g.hidden ORDER BY g.id
"""
_MEMBERSHIP_TIMES = """
SELECT group_id,
       MAX(CASE WHEN added_at <= :end THEN added_at END), MAX(CASE WHEN removed_at <= :end THEN removed_at END)
FROM membership WHERE group_id BETWEEN :first AND :last
AND person_id NOT IN (SELECT id FROM person WHERE hidden = 1) GROUP BY group_id
"""


class GroupRows:
    """The rows of one day. Only those that differ from what is kept are written."""

    def __init__(self, connection: sqlite3.Connection, day: int, templates: Mapping[int, Template]) -> None:
        """Read what all groups share."""
        self._connection = connection
        self._day = day
        self._end = end_of_day(day)
        self._templates = templates
        self._last_activity = LastActivity(connection, day)
        rows = connection.execute("SELECT stage_model_id, name_key, position FROM stage")
        self._stages: dict[tuple[int | None, str], int] = {(model, key): place for model, key, place in rows}

    def write(self, groups: Scored, first: int, last: int) -> None:
        """Write the rows of ``groups``, which are all whose ids lie between ``first`` and ``last``."""
        states = {group_id: (template, state) for group_id, template, state in groups}
        bounds = {"end": self._end, "first": first, "last": last}
        times = {number: each for number, *each in self._connection.execute(_MEMBERSHIP_TIMES, bounds)}
        rows, roles = [], []
        for facts in self._connection.execute(_GROUPS, (first, last)).fetchall():
            template_id, state = states[facts[0]]
            rows.append(self._row(facts, state, times.get(facts[0], ())))
            roles += self._role_rows(facts[0], self._templates[template_id], state)
        replace_rows(self._connection, "group_row", _COLUMNS, rows, (self._day, first, last))
        replace_rows(self._connection, "group_role", _ROLE_COLUMNS, roles, (self._day, first, last))

    def _row(self, facts: tuple[object, ...], state: GroupState, times: Sequence[int | None]) -> tuple[object, ...]:
        group_id, public_id, name, stage, status, updated_at, stage_entered_at, *rest = facts
        account_id, account_public_id, account, account_key, owner, region, industry, *rest = rest
        interest, interest_key, stage_model, template, template_key = rest
        shown = str(name) if name is not None else f"{interest} for {account}"
        stage_key = _key(stage)
        filling = state.filling
        known = [at for at in (updated_at, stage_entered_at, *times) if isinstance(at, int) and at <= self._end]
        return (
            self._day,
            group_id,
            public_id,
            shown,
            shown.casefold(),
            account_id,
            account_public_id,
            account,
            account_key,
            interest,
            interest_key,
            template,
            template_key,
            stage,
            stage_key,
            self._stages.get((stage_model, stage_key or "")),  # type: ignore[arg-type]
            status,
            _key(status),
            _key(owner),
            _key(region),
            _key(industry),
            state.raw,
            filling.completeness,
            len(state.people),
            _SEPARATOR.join(filling.missing) or None,
            _SEPARATOR.join(filling.short) or None,
            None if filling.completeness is None else len(filling.missing) * 1000 + len(filling.short),
            self._last_activity.of(state.people),
            max(known, default=None),
        )

    def _role_rows(self, group_id: int, template: Template, state: GroupState) -> list[tuple[object, ...]]:
        return [
            (
                self._day,
                group_id,
                position,
                role.role,
                role.role_key,
                assigned,
                role.required,
                int(role.required_for_completeness),
            )
            for position, (role, assigned) in enumerate(zip(template.roles, state.filling.counts, strict=True))
        ]


_SEPARATOR = "\x1f"


def replace_rows(
    connection: sqlite3.Connection,
    table: str,
    columns: str,
    rows: Sequence[tuple[object, ...]],
    bounds: tuple[int, int, int],
) -> None:
    """Make ``rows`` the rows of ``table`` for a day and a range of groups, touching only what differs.

    Args:
        connection: A connection that may write.
        table: A table that has a day and a group in its key.
        columns: All of its columns, in the order of the rows.
        rows: What it shall have.
        bounds: Day, first and last group.
    """
    there = set(connection.execute(f"SELECT {columns} FROM {table} WHERE day = ? AND group_id BETWEEN ? AND ?", bounds))
    wanted = set(rows)
    if gone := there - wanted:
        key = "day = ? AND group_id = ?" + (" AND position = ?" if table == "group_role" else "")
        width = 3 if table == "group_role" else 2
        connection.executemany(f"DELETE FROM {table} WHERE {key}", [row[:width] for row in gone])
    marks = ", ".join("?" * (columns.count(",") + 1))
    connection.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})", [row for row in rows if row not in there]
    )


def _key(text: object) -> str | None:
    return None if text is None else str(text).casefold()
