"""Explanations of scores as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails import wording
from bgdetails.exports.plain import Column, joined, paragraph, section, table
from bgdetails.exports.suggestion_parts import NO_GAP, NOBODY_TO_REACH, REACH, reach_columns
from bgdetails.rules.completeness import Gain
from bgdetails.rules.reach import IN_WORDS
from bgdetails.text import visible
from bgdetails.views.explanations import (
    AccountReach,
    GroupExplanation,
    PersonExplanation,
    QuietMember,
    RoleCompleteness,
)
from bgdetails.views.suggestions import ReachPerson
from bgdetails.views.values import Named


def person_explanation(explanation: PersonExplanation) -> str:
    """How a person's score came about: the parts, then what they are divided by."""
    e = explanation
    parts = table(
        [
            Column("Day", tuple(part.day.isoformat() for part in e.parts)),
            Column("Type", tuple(part.type for part in e.parts)),
            Column("Seen", tuple(wording.number(part.count) for part in e.parts), right=True),
            Column("Counted", tuple(wording.number(part.counted) for part in e.parts), right=True),
            Column("Weight", tuple(f"{part.normalised_weight:.3f}" for part in e.parts), right=True),
            Column("Raw", tuple(f"{part.raw:.3f}" for part in e.parts), right=True),
            Column("Points", tuple(f"{part.points:.2f}" for part in e.parts), right=True),
        ],
        None,
    )
    capped = sum(part.capped for part in e.parts)
    cap = [
        f"At most {e.daily_cap} of a type count on a day: {wording.plural(capped, 'activity', 'activities')} did not."
    ]
    others = [f"{wording.number(other.count)} {visible(other.type)}: {other.reason}" for other in e.not_counted]
    lines = [
        *_title(e.name, e.engagement_score, e.engagement_level),
        f"{wording.full_day(e.window_from)} to {wording.full_day(e.as_of)}",
        *section("Parts", parts if e.parts else [], "No activity that counts."),
        *(section("The daily cap", cap) if capped else []),
        *(section("Not counted", others) if others else []),
        *section("The score", _division(e.raw, e.root, e.largest_root, e.largest_root_person, e.engagement_score)),
    ]
    return joined(lines)


def group_explanation(explanation: GroupExplanation) -> str:
    """How a group's scores came about: members, roles, what they are divided by, completeness."""
    e = explanation
    members = table(
        [
            Column("Member", tuple(part.name for part in e.parts)),
            Column("Role", tuple(f"{part.role} ({part.note})" if part.note else part.role for part in e.parts)),
            Column("Score", tuple(f"{part.person_score:.2f}" for part in e.parts), right=True),
            Column("Share", tuple(f"{100 * part.share:.1f} %" for part in e.parts), right=True),
            Column("Raw", tuple(f"{part.raw:.3f}" for part in e.parts), right=True),
            Column("Points", tuple(f"{part.points:.2f}" for part in e.parts), right=True),
        ],
        None,
    )
    roles = table(
        [
            Column("Role", tuple(role.role for role in e.roles)),
            Column("Weighting", tuple(wording.number(role.weighting) for role in e.roles), right=True),
            Column("Members", tuple(wording.number(role.members) for role in e.roles), right=True),
            Column("Share", tuple(f"{100 * role.share:.1f} %" for role in e.roles), right=True),
        ],
        None,
    )
    lines = [
        *_title(e.name, e.engagement_score, e.engagement_level),
        f"as of {wording.full_day(e.as_of)}",
        *section("Members", members if e.parts else [], "This group has no members."),
        *section("Roles", roles if e.roles else [], "The template has no roles."),
        *section("The score", _division(e.raw, e.root, e.largest_root, e.largest_root_group, e.engagement_score)),
        *section(f"Completeness {wording.percent(e.completeness_score)}", _completeness(e.completeness_roles)),
        *section("What would raise it most", list(map(_gain, e.gains)), NO_GAP),
        *section("Who went quiet in four weeks", list(map(_quiet, e.went_quiet)), "Nobody."),
        *section(REACH, _reach(e.reach)),
    ]
    return joined(lines)


def _title(name: str, score: float, level: str) -> list[str]:
    return [f"How {visible(name)} got {wording.whole(score)} ({level})"]


def _division(raw: float, root: float, largest: float, holder: Named | None, score: float) -> list[str]:
    if holder is None or largest == 0:
        return ["Nobody was active, so every score is 0."]
    return [
        f"√{raw:.4f} = {root:.4f}",
        f"÷ {largest:.4f}, the largest root, of {visible(holder.name)}",
        f"× 100 = {score:.4f}, shown as {wording.whole(score)}",
    ]


def _completeness(roles: Sequence[RoleCompleteness]) -> list[str]:
    if not any(role.required_for_completeness for role in roles):
        return ["No role is required."]
    return table(
        [
            Column("Role", tuple(role.role for role in roles)),
            Column("People", tuple(f"{role.assigned} of {role.required}" for role in roles), right=True),
            Column(
                "Complete",
                tuple(
                    wording.percent(role.completeness) if role.required_for_completeness else "not required"
                    for role in roles
                ),
                right=True,
            ),
        ],
        None,
    )


def account_reach(explanation: AccountReach) -> str:
    """Who is worth a call at an account, and by what rule."""
    title = f"Who to reach at {visible(explanation.name)}, as of {wording.full_day(explanation.as_of)}"
    return joined([title, "", *_reach(explanation.people)])


def _reach(people: Sequence[ReachPerson]) -> list[str]:
    """The ranking, and the rule below it."""
    listed = table(reach_columns(people), None) if people else [NOBODY_TO_REACH]
    return [*listed, "", *paragraph(IN_WORDS)]


def _gain(gain: Gain) -> str:
    people = wording.plural(gain.people, "more person", "more people")
    return f"{visible(gain.role)}: {people} would make it {wording.percent(gain.completeness)}"


def _quiet(member: QuietMember) -> str:
    fall = f"{wording.whole(member.score_before)} to {wording.whole(member.score)}"
    return f"{visible(member.name)}, {visible(member.role)}: {fall}"
