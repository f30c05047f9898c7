"""Who could fill a role, and who is worth a call: columns of tables, for text and Markdown alike."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails import wording
from bgdetails.exports.plain import Column
from bgdetails.exports.text import score
from bgdetails.views.suggestions import ReachPerson, RoleGap
from bgdetails.wording import UNKNOWN

CANDIDATES, REACH = "Who could fill the gap", "Who to reach"
NO_GAP = "No role is missing or short."
NOBODY_TO_REACH = "Nobody stands out for a call now."


def candidate_columns(gaps: Sequence[RoleGap]) -> list[Column]:
    """Who could fill the missing and short roles; a role that nobody could fill has a row that says so."""
    rows: list[tuple[str, ...]] = []
    for gap in gaps:
        lacks = wording.plural(gap.people, "more person", "more people")
        if not gap.candidates:
            rows.append((gap.role, lacks, "nobody fits or nearly does", "", "", ""))
        for candidate in gap.candidates:
            title = candidate.title or UNKNOWN
            engagement = score(candidate.engagement_score, candidate.engagement_level)
            rows.append((gap.role, lacks, candidate.name, title, engagement, candidate.why))
    names = ("Role", "Needs", "Who", "Title", "Engagement", "Why")
    return [Column(name, tuple(row[place] for row in rows)) for place, name in enumerate(names)]


def reach_columns(people: Sequence[ReachPerson]) -> list[Column]:
    """Who is worth a call now, and why."""
    return [
        Column("Who", tuple(person.name for person in people)),
        Column("Title", tuple(person.title or UNKNOWN for person in people)),
        Column("Role", tuple(person.role or "" for person in people), rank=1),
        Column("Engagement", tuple(score(person.engagement_score, person.engagement_level) for person in people)),
        Column("Points", tuple(wording.number(person.points) for person in people), right=True),
        Column("Why", tuple(person.why for person in people)),
    ]
