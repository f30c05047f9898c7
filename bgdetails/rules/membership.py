"""When a membership holds, and which of several rows of a person in a group is the membership."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

MOST_AT_ONCE = 50
"""Members that can be changed by hand together."""


class MembershipRow(Protocol):
    """A row of a group: times are microseconds, None where unknown."""

    @property
    def person_id(self) -> int: ...  # noqa: D102
    @property
    def added_at(self) -> int | None: ...  # noqa: D102
    @property
    def removed_at(self) -> int | None: ...  # noqa: D102


Row = TypeVar("Row", bound=MembershipRow)


def holds(added_at: int | None, removed_at: int | None, end_of_day: int) -> bool:
    """Begun by the end of the day, and not ended by then."""
    return (added_at is None or added_at <= end_of_day) and (removed_at is None or removed_at > end_of_day)


def current(rows: Iterable[Row], end_of_day: int) -> Sequence[Row]:
    """One row a person: of those that hold the one added last (unknown first), then the later one."""
    latest: dict[int, Row] = {}
    for row in rows:
        if not holds(row.added_at, row.removed_at, end_of_day):
            continue
        known = latest.get(row.person_id)
        if known is None or _added(row) >= _added(known):
            latest[row.person_id] = row
    return tuple(latest.values())


def _added(row: MembershipRow) -> tuple[bool, int]:
    return row.added_at is not None, row.added_at or 0
