"""Writes what Browse shows of every group on a day."""

from __future__ import annotations

import sqlite3
from typing import Any

from bgdetails.refresh.columns import Integers
from bgdetails.refresh.group_roles import write_roles
from bgdetails.refresh.groups import GroupBatch, GroupStates
from bgdetails.refresh.memberships import latest
from bgdetails.refresh.replacing import replace_rows
from bgdetails.store.times import end_of_day

_COLUMNS = (
    "day, group_id, public_id, name, name_key, account_id, account_public_id, account_name, account_key, interest,"
    " interest_key, template, template_key, stage, stage_key, stage_position, status, status_key, owner_key,"
    " region_key, industry_key, rank, completeness, member_count, missing, short, gaps, last_activity_at, updated_at"
)
_GROUPS = """
SELECT g.id, g.public_id, g.name, g.stage, g.status, g.updated_at, g.stage_entered_at,
       a.id, a.public_id, a.name, a.name_key, a.owner, a.region, a.industry,
       i.name, i.name_key, i.stage_model_id, t.name, t.name_key
FROM buying_group g JOIN account a ON a.id = g.account_id JOIN solution_interest i ON i.id = g.interest_id
JOIN roles_template t ON t.id = i.template_id
WHERE g.id BETWEEN ? AND ? AND NOT g.hidden ORDER BY g.id
"""


class GroupRows:
    """The rows of one day. Only those that differ from what is kept are written."""

    def __init__(self, connection: sqlite3.Connection, day: int, last_activities: Integers) -> None:
        """Read what all groups share; ``last_activities`` are those of everybody by the end of ``day``."""
        self._connection = connection
        self.day = day
        self._end = end_of_day(day)
        self._last_activities = last_activities
        self._folded = _Folded()
        rows = connection.execute("SELECT stage_model_id, name_key, position FROM stage")
        self._stages: dict[tuple[int | None, str | None], int] = {(model, key): place for model, key, place in rows}

    def write(self, batch: GroupBatch, states: GroupStates) -> None:
        """Write the rows of ``batch``."""
        members = batch.memberships
        active = latest(members.groups[states.held], self._last_activities[members.people[states.held]])
        changed = members.latest_change(self._end)
        facts = self._connection.execute(_GROUPS, (batch.first, batch.last))
        rows = [
            self._row(each, place, states, (active.get(place), changed.get(place)))
            for place, each in zip(range(len(batch.ids)), facts, strict=True)
        ]
        replace_rows(self._connection, "group_row", _COLUMNS, rows, (self.day, batch.first, batch.last))
        write_roles(self._connection, self.day, batch, states)

    def _row(
        self, facts: tuple[Any, ...], place: int, states: GroupStates, moments: tuple[int | None, int | None]
    ) -> tuple[object, ...]:
        group_id, public_id, name, stage, status, updated_at, stage_entered_at, *account = facts[:11]
        owner, region, industry, interest, interest_key, stage_model, template, template_key = facts[11:]
        filling = states.fillings[place]
        active, changed = moments
        shown = name if name is not None else f"{interest} for {account[2]}"
        folded, end = self._folded, self._end
        stage_key = folded[stage]
        known = [at for at in (updated_at, stage_entered_at, changed) if at is not None and at <= end]
        return (
            self.day,
            group_id,
            public_id,
            shown,
            shown.casefold(),
            *account,
            interest,
            interest_key,
            template,
            template_key,
            stage,
            stage_key,
            self._stages.get((stage_model, stage_key or "")),
            status,
            folded[status],
            folded[owner],
            folded[region],
            folded[industry],
            states.raw[place],
            filling.completeness,
            states.member_counts[place],
            filling.missing,
            filling.short,
            filling.gaps,
            active,
            max(known, default=None),
        )


class _Folded(dict[str | None, str | None]):
    """Texts that many groups share, each casefolded once."""

    def __missing__(self, text: str | None) -> str | None:
        folded = self[text] = None if text is None else text.casefold()
        return folded
