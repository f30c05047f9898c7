"""Explanations of scores as JSON (docs/formats.md, explain)."""

from __future__ import annotations

from bgdetails.exports.suggestion_json import who_to_reach
from bgdetails.exports.values import Object, day, named, plain
from bgdetails.views.explanations import AccountReach, GroupExplanation, MemberPart, PersonExplanation


def person_explanation(explanation: PersonExplanation) -> Object:
    """How a person's score came about."""
    return {
        "kind": "person",
        "id": explanation.id,
        "name": explanation.name,
        "as_of": day(explanation.as_of),
        "window": {"from": day(explanation.window_from), "to": day(explanation.as_of)},
        "engagement_score": explanation.engagement_score,
        "engagement_level": explanation.engagement_level,
        "raw": explanation.raw,
        "root": explanation.root,
        "largest_root": explanation.largest_root,
        "largest_root_person": named(explanation.largest_root_person),
        "largest_weight": plain(explanation.largest_weight),
        "largest_weight_type": explanation.largest_weight_type,
        "daily_cap": explanation.daily_cap,
        "parts": [
            {
                "day": day(part.day),
                "type": part.type,
                "weight": plain(part.weight),
                "normalised_weight": part.normalised_weight,
                "count": part.count,
                "counted": part.counted,
                "capped": part.capped,
                "raw": part.raw,
                "points": part.points,
            }
            for part in explanation.parts
        ],
        "not_counted": [
            {"type": other.type, "count": other.count, "reason": other.reason} for other in explanation.not_counted
        ],
    }


def group_explanation(explanation: GroupExplanation) -> Object:
    """How a group's scores came about."""
    return {
        "kind": "group",
        "id": explanation.id,
        "name": explanation.name,
        "as_of": day(explanation.as_of),
        "engagement_score": explanation.engagement_score,
        "engagement_level": explanation.engagement_level,
        "raw": explanation.raw,
        "root": explanation.root,
        "largest_root": explanation.largest_root,
        "largest_root_group": named(explanation.largest_root_group),
        "roles": [
            {"role": r.role, "weighting": plain(r.weighting), "members": r.members, "share": r.share}
            for r in explanation.roles
        ],
        "parts": [_member(part) for part in explanation.parts],
        "completeness": _completeness(explanation),
        "went_quiet": [
            {"id": m.id, "name": m.name, "role": m.role, "score_before": m.score_before, "score": m.score}
            for m in explanation.went_quiet
        ],
        "who_to_reach": who_to_reach(explanation.reach),
    }


def _member(part: MemberPart) -> Object:
    told = {
        "id": part.id,
        "name": part.name,
        "role": part.role,
        "person_score": part.person_score,
        "share": part.share,
        "raw": part.raw,
        "points": part.points,
    }
    return told | ({"note": part.note} if part.note else {})


def _completeness(explanation: GroupExplanation) -> Object:
    return {
        "score": explanation.completeness_score,
        "roles": [
            {
                "role": role.role,
                "required": role.required,
                "assigned": role.assigned,
                "completeness": role.completeness,
                "required_for_completeness": role.required_for_completeness,
            }
            for role in explanation.completeness_roles
        ],
        "missing_roles": list(explanation.missing_roles),
        "short_roles": list(explanation.short_roles),
        "would_raise": [
            {"role": gain.role, "people": gain.people, "score": gain.completeness} for gain in explanation.gains
        ],
    }


def account_reach(explanation: AccountReach) -> Object:
    """Who is worth a call at an account."""
    return {
        "kind": "account",
        "id": explanation.id,
        "name": explanation.name,
        "as_of": day(explanation.as_of),
        "who_to_reach": who_to_reach(explanation.people),
    }
