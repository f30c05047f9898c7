"""What the program remembers of its reader's looks: when a page was looked at, and what a group was then."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import asdict

from bgdetails.rules.what_changed import GroupState

_WRITE = """
INSERT INTO view_history (kind, public_id, at, times, name, day, seen)
VALUES (:kind, :public_id, :at, 1, :name, :day, :seen)
ON CONFLICT (kind, public_id) DO UPDATE SET
  times = view_history.times + 1, at = excluded.at, name = excluded.name,
  seen = CASE WHEN view_history.day > excluded.day THEN view_history.seen ELSE excluded.seen END,
  day = CASE WHEN view_history.day > excluded.day THEN view_history.day ELSE excluded.day END
"""


class SeenMember(NamedTuple):
    """A member as the reader saw them."""

    role: str
    name: str


class SeenGroup(Struct, frozen=True):
    """A group as the reader saw it; scores unrounded, members by their public ids."""

    engagement: float | None
    completeness: float | None
    stage: str | None
    members: Mapping[str, SeenMember] = field(default_factory=dict)
    newest_activity: int = 0
    """The last activity that there was, by our id: a later one came in since, whenever it was."""

    @property
    def state(self) -> GroupState:
        """For the comparison with what the group is now."""
        roles = {person: member.role for person, member in self.members.items()}
        return GroupState(self.engagement, self.completeness, self.stage, roles)

    def to_json(self) -> str:
        """For ``view_history.seen``."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> SeenGroup:
        """What ``to_json`` wrote."""
        content = json.loads(text)
        members = {person: SeenMember(*member) for person, member in content.pop("members").items()}
        return cls(members=members, **content)


class Look(Struct, frozen=True):
    """A look at a page, written when the reader left it; ``at`` in microseconds, ``seen`` of a group."""

    kind: str
    public_id: str
    name: str
    at: int
    day: int
    seen: str | None = None


def write_look(connection: sqlite3.Connection, look: Look) -> None:
    """Keep a look. One at an earlier scoring day takes nothing from what was seen of a later one."""
    connection.execute(_WRITE, asdict(look))
