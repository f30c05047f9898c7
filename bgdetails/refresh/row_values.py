"""What Browse shows of a group, made of its records and of its state on a day. Without NumPy: one group needs none."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from bgdetails.refresh.among import Among, condition, parameters
from bgdetails.refresh.stage_states import StageStates
from bgdetails.refresh.templates import Filling
from bgdetails.store.times import end_of_day

SCORE_COLUMNS = "day, group_id, raw, completeness, member_count"
ROW_COLUMNS = (
    "day, group_id, public_id, name, name_key, account_id, account_public_id, account_name, account_key, interest,"
    " interest_key, template, template_key, stage, stage_key, stage_position, status, status_key, owner_key,"
    " region_key, industry_key, rank, completeness, member_count, missing, short, gaps, last_activity_at, updated_at,"
    " velocity, stagnant, stage_changed_at"
)
# The index of a person's activities is read from the day backwards until the first that is the person's own: what was
# done to a person is no activity of theirs (docs/formats.md).
LATEST_ACTIVITY = """
SELECT at FROM activity INDEXED BY activity_person
WHERE activity.person_id = p.id AND at <= :end
AND type_id NOT IN (SELECT id FROM activity_type WHERE done_to_person) ORDER BY at DESC LIMIT 1
"""
"""When a person ``p`` was last active by ``:end``."""
_GROUPS = """
SELECT g.id, g.public_id, g.name, g.stage, g.status, g.updated_at, g.stage_entered_at,
       a.id, a.public_id, a.name, a.name_key, a.owner, a.region, a.industry,
       i.name, i.name_key, i.stage_model_id, t.name, t.name_key
FROM buying_group g JOIN account a ON a.id = g.account_id JOIN solution_interest i ON i.id = g.interest_id
JOIN roles_template t ON t.id = i.template_id
WHERE {groups} AND NOT g.hidden ORDER BY g.id
"""


class GroupState(NamedTuple):
    """What a group is on a day."""

    raw: float
    filling: Filling
    member_count: int
    last_activity_at: int | None
    members_changed_at: int | None
    """When anybody came or went last."""


class RowValues:
    """The rows of one day."""

    def __init__(self, connection: sqlite3.Connection, day: int) -> None:
        """Read what all groups share."""
        self._connection = connection
        self._day = day
        self._end = end_of_day(day)
        self._folded = _Folded()
        self._stages = StageStates(connection, day)

    def rows(self, groups: Among, states: Sequence[GroupState]) -> list[tuple[object, ...]]:
        """The rows of some groups, which have these states, in the order of their ids."""
        self._stages.read(groups)
        query = _GROUPS.format(groups=condition("g.id", groups))
        facts = self._connection.execute(query, parameters(groups))
        return [self._row(each, state) for each, state in zip(facts, states, strict=True)]

    def _row(self, facts: tuple[Any, ...], state: GroupState) -> tuple[object, ...]:
        group_id, public_id, name, stage, status, updated_at, stage_entered_at, *account = facts[:11]
        owner, region, industry, interest, interest_key, stage_model, template, template_key = facts[11:]
        filling = state.filling
        shown = name if name is not None else f"{interest} for {account[2]}"
        folded, end = self._folded, self._end
        way = self._stages.of(group_id, stage_model, stage, stage_entered_at, filling.completeness)
        moments = (updated_at, stage_entered_at, state.members_changed_at)
        return (
            self._day,
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
            folded[stage],
            way.place,
            status,
            folded[status],
            folded[owner],
            folded[region],
            folded[industry],
            state.raw,
            filling.completeness,
            state.member_count,
            filling.missing,
            filling.short,
            filling.gaps,
            state.last_activity_at,
            max((at for at in moments if at is not None and at <= end), default=None),
            way.velocity,
            int(way.stagnant),
            way.changed_at,
        )


class _Folded(dict[str | None, str | None]):
    """Texts that many groups share, each casefolded once."""

    def __missing__(self, text: str | None) -> str | None:
        folded = self[text] = None if text is None else text.casefold()
        return folded
