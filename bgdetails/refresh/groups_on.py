"""The groups of a segment on a day: one whose rows Browse has, or an earlier one, of which only scores are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import Struct, field

from bgdetails.rules.segment import Segment
from bgdetails.store.times import end_of_day, to_day

FIRST_KNOWN = """
COALESCE(b.created_at, (
  SELECT CASE WHEN COUNT(*) = COUNT(m.added_at) THEN MIN(m.added_at) END FROM membership m WHERE m.group_id = b.id
))
"""
"""Since when a group ``b`` is there: its own date, else the first of its memberships; NULL: always (docs/model.md)."""
_COLUMNS = {"stage": "stage_key", "industry": "industry_key", "region": "region_key", "interest": "interest_key"}
# The first change after the day says from which stage; one that entered its stage later without a change: nobody knows.
_STAGE_THEN = "CASE WHEN c.id IS NOT NULL THEN c.from_stage WHEN b.stage_entered_at > {end} THEN NULL ELSE b.stage END"
_THEN = f"""(
SELECT s.day, s.group_id, r.public_id, r.name, r.name_key, r.account_id, r.interest, r.interest_key, r.industry_key,
  r.region_key, {_STAGE_THEN} AS stage, NULLIF(casefold(COALESCE({_STAGE_THEN}, '')), '') AS stage_key,
  s.raw AS rank, s.completeness, s.member_count
FROM group_score s CROSS JOIN group_row r ON r.day = {{day}} AND r.group_id = s.group_id
CROSS JOIN buying_group b ON b.id = s.group_id
LEFT JOIN stage_change c ON c.id = (
  SELECT l.id FROM stage_change l WHERE l.group_id = b.id AND l.at > {{end}} ORDER BY l.at, l.id LIMIT 1
)
WHERE s.day = {{then}} AND COALESCE({FIRST_KNOWN}, {{end}}) <= {{end}}
)"""


class GroupsOn(Struct, frozen=True):
    """Those of a browsable ``day``; with ``then``, those that were there on that earlier day, as they stood then.

    Of an earlier day scores and members are known, and stages are rewound by the changes since; of accounts and
    interests it is known what the browsable day has.
    """

    day: int
    segment: Segment = field(default_factory=Segment)
    then: int | None = None

    @property
    def counted(self) -> int:
        """The day that is counted."""
        return self.day if self.then is None else self.then

    @property
    def rows(self) -> str:
        """What stands after FROM; with ``g`` for its name, ``g.day`` is the day that is counted."""
        if self.then is None:
            return "group_row"
        return _THEN.format(day=self.day, then=self.then, end=end_of_day(self.then))

    @property
    def condition(self) -> str:
        """The day and the segment as a condition on ``rows g``."""
        parts = [f"g.{_COLUMNS[name]} = :{name}" for name, _ in self.segment.parts()]
        return " AND ".join(("g.day = :day", *parts))

    @property
    def values(self) -> dict[str, Any]:
        """What the condition is bound to."""
        return {"day": self.counted, **{name: value.casefold() for name, value in self.segment.parts()}}


def groups_on(as_of: date, segment: Segment, then: date | None) -> GroupsOn:
    """The groups of a segment on a browsable day, or on one before it."""
    return GroupsOn(to_day(as_of), segment, None if then is None else to_day(then))
