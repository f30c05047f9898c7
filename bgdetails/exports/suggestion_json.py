"""Who could fill a role, and who is worth a call, as JSON (docs/formats.md, suggestions)."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.exports.values import Object, time
from bgdetails.views.suggestions import Candidate, ReachPerson, RoleGap


def role_candidates(gaps: Sequence[RoleGap]) -> list[Object]:
    """The missing and short roles of a group, and who could fill each."""
    return [
        {
            "role": gap.role,
            "people": gap.people,
            "fit_count": gap.fit_count,
            "candidates": [_candidate(candidate) for candidate in gap.candidates],
        }
        for gap in gaps
    ]


def who_to_reach(people: Sequence[ReachPerson]) -> list[Object]:
    """Who is worth a call now, with reasons and points."""
    return [
        {
            "id": person.id,
            "name": person.name,
            "title": person.title,
            "role": person.role,
            "engagement_score": person.engagement_score,
            "engagement_level": person.engagement_level,
            "last_touch_at": time(person.last_touch_at),
            "points": person.points,
            "reasons": [
                {"kind": reason.kind, "points": reason.points, "text": reason.text} for reason in person.reasons
            ],
        }
        for person in people
    ]


def _candidate(candidate: Candidate) -> Object:
    return {
        "id": candidate.id,
        "name": candidate.name,
        "title": candidate.title,
        "engagement_score": candidate.engagement_score,
        "engagement_level": candidate.engagement_level,
        "fit": candidate.fit,
        "crm_role": candidate.crm_role,
        "fails": candidate.fails,
        "present_role": candidate.present_role,
        "was_removed": candidate.was_removed,
    }
