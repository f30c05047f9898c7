"""What changed about a group since the reader last looked at it, and what to keep of a look (docs/model.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bgdetails.refresh.news import LOOKED_AT, NEW_MOMENTS
from bgdetails.rules.what_changed import compare
from bgdetails.store.looks import SeenGroup, SeenMember
from bgdetails.store.times import end_of_day, from_day, from_micros, to_day
from bgdetails.store.workspace import driver_connection
from bgdetails.views.change_values import ChangedMember, Changes, RoleChange, SinceLook, StageStep
from bgdetails.views.group_moments import MOMENTS_SHOWN, GroupMoment
from bgdetails.views.pages import GroupPage, MemberCard

_LOOK = f"SELECT h.at, h.day, h.seen {LOOKED_AT.format(joined='')}"
_MOMENTS = f"""
SELECT DISTINCT a.at, p.name, a.moment_type, a.description, a.external_id, a.id {NEW_MOMENTS}
ORDER BY a.at DESC, a.external_id
"""


def load_since_look(session: Session, page: GroupPage, members: Sequence[MemberCard]) -> SinceLook | None:
    """What changed about a group; None where it was never looked at, or of a later day only."""
    connection = driver_connection(session)
    day = to_day(page.as_of)
    values = {"day": day, "end": end_of_day(day), "only": page.id}
    row = connection.execute(_LOOK, values).fetchone()
    if row is None:
        return None
    looked_at, seen_day, seen_text = row
    told = connection.execute(_MOMENTS, values).fetchall()
    moments = [GroupMoment(from_micros(at), name, kind, said) for at, name, kind, said, *_ in told]
    changes = _changes(SeenGroup.from_json(seen_text), page, members, moments)
    return SinceLook(from_micros(looked_at), from_day(seen_day), changes)


def _changes(
    before: SeenGroup, page: GroupPage, members: Sequence[MemberCard], moments: Sequence[GroupMoment]
) -> Changes:
    now = seen_group(page, members, 0)
    found = compare(before.state, now.state)
    added_at = {member.id: member.added_at for member in members}
    step = found.stage and StageStep(*found.stage, page.stage_entered_at)
    return Changes(
        stage_steps=(step,) if step else (),
        engagement=found.engagement,
        completeness=found.completeness,
        added=tuple(_member(person, now, added_at[person]) for person in found.added),
        gone=tuple(_member(person, before, None) for person in found.gone),
        role_changes=tuple(
            RoleChange(person, now.members[person].name, was, role) for person, was, role in found.role_changes
        ),
        moments=tuple(moments[:MOMENTS_SHOWN]),
        moment_count=len(moments),
    )


def _member(person: str, seen: SeenGroup, at: datetime | None) -> ChangedMember:
    member = seen.members[person]
    return ChangedMember(person, member.name, member.role, at)


def seen_group(page: GroupPage, members: Sequence[MemberCard], newest_activity: int) -> SeenGroup:
    """What to keep of a look at a group's page."""
    return SeenGroup(
        page.engagement_score,
        page.completeness_score,
        page.stage,
        {member.id: SeenMember(member.role, member.name) for member in members},
        newest_activity,
    )


def newest_activity(session: Session) -> int:
    """The last activity that there is, by our id; 0 where there is none."""
    (newest,) = driver_connection(session).execute("SELECT COALESCE(MAX(id), 0) FROM activity").fetchone()
    return int(newest)
