"""Member details: a person as a group's page opens them."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from bgdetails.rules.engagement import level
from bgdetails.views.activities import last_moment, recent_activities
from bgdetails.views.group_cards import ListedGroup
from bgdetails.views.intent import intent_of
from bgdetails.views.memberships import groups_of
from bgdetails.views.pages import MemberDetails, OtherGroup
from bgdetails.views.people import person_head
from bgdetails.views.scoring import scoring_of
from bgdetails.views.trend import person_trend

ACTIVITIES_SHOWN = 2
GROUPS_SHOWN = 3


def load_member_details(session: Session, person_id: int, as_of: date, in_group_id: int | None = None) -> MemberDetails:
    """A person as of a day; the group that one comes from is none of the other groups, and gives the role."""
    scoring = scoring_of(session, as_of)
    head = person_head(session, person_id, scoring)
    groups = groups_of(session, person_id, scoring)
    others = [group for group in groups if group.group_id != in_group_id]
    return MemberDetails(
        id=head.id,
        name=head.name,
        title=head.title,
        account=head.account,
        role=next((group.card.role for group in groups if group.group_id == in_group_id), None),
        engagement_score=head.engagement_score,
        engagement_level=level(head.engagement_score),
        last_interesting_moment=last_moment(session, person_id, scoring.end),
        recent_activities=recent_activities(
            session, person_id, scoring.end, ACTIVITIES_SHOWN, with_done_to_person=False
        ),
        other_buying_groups=_last_added_first(others)[:GROUPS_SHOWN],
        other_buying_group_count=len(others),
        email=head.email,
        phone=head.phone,
        trend=person_trend(session, person_id, scoring),
        intent=intent_of(session, "person", person_id, scoring.day),
        as_of=as_of,
    )


def _last_added_first(groups: list[ListedGroup]) -> tuple[OtherGroup, ...]:
    """Unknown last, then by name, then id."""

    def order(group: ListedGroup) -> tuple[bool, float, str, str]:
        added = group.added_at
        return added is None, -added.timestamp() if added else 0.0, group.name_key, group.card.id

    ranked = sorted(groups, key=order)
    return tuple(OtherGroup(group.card.id, group.card.name, group.added_at) for group in ranked)
