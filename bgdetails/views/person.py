"""Person details."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from bgdetails.rules.engagement import level
from bgdetails.views.activities import last_moment, recent_activities
from bgdetails.views.group_cards import by_engagement
from bgdetails.views.intent import has_intent_keywords, intent_of
from bgdetails.views.memberships import groups_of
from bgdetails.views.pages import ACTIVITIES_SHOWN, PersonPage
from bgdetails.views.people import person_head
from bgdetails.views.scoring import scoring_of
from bgdetails.views.touches import person_touches
from bgdetails.views.trend import person_trend


def load_person(session: Session, person_id: int, as_of: date) -> PersonPage:
    """The page of a person as of a day for which scores are kept."""
    scoring = scoring_of(session, as_of)
    head = person_head(session, person_id, scoring)
    last_touch, next_touch = person_touches(session, person_id, scoring)
    return PersonPage(
        id=head.id,
        name=head.name,
        title=head.title,
        account=head.account,
        email=head.email,
        phone=head.phone,
        department=head.department,
        location=head.location,
        lead_source=head.lead_source,
        reports_to=head.reports_to,
        unsubscribed=head.unsubscribed,
        email_invalid=head.email_invalid,
        engagement_score=head.engagement_score,
        engagement_level=level(head.engagement_score),
        trend=person_trend(session, person_id, scoring),
        activities=recent_activities(session, person_id, scoring.end, ACTIVITIES_SHOWN, with_done_to_person=True),
        last_interesting_moment=last_moment(session, person_id, scoring.end),
        groups=tuple(group.card for group in by_engagement(groups_of(session, person_id, scoring))),
        intent=intent_of(session, "person", person_id, scoring.day),
        has_intent_keywords=has_intent_keywords(session, scoring.day),
        last_touch=last_touch,
        next_touch=next_touch,
        as_of=as_of,
    )
