"""A buying group as a hand-over brief in Markdown. Nothing in the data becomes markup, here or in what uses this."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from bgdetails import wording
from bgdetails.exports.page_parts import activity_subject, note_facts
from bgdetails.exports.suggestion_parts import CANDIDATES, NO_GAP, NOBODY_TO_REACH, REACH
from bgdetails.exports.text import score
from bgdetails.summaries.model import SummaryText
from bgdetails.text import visible
from bgdetails.views.group_moments import GroupMoments
from bgdetails.views.note_values import Notes
from bgdetails.views.pages import GroupPage, MemberDetails
from bgdetails.views.suggestions import Candidate, ReachPerson, RoleGap
from bgdetails.views.values import ActivityLine
from bgdetails.wording import UNKNOWN, Clock

# Marks that mean something inside a line, among them those by which addresses become links by themselves; an
# underscore between letters means nothing.
_INLINE = re.compile(r"[\\`*{}\[\]<>#~&$]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|(?<=www)\.", re.IGNORECASE)
_AT_START = re.compile(r"^(\d*)([-+=.)])")


def escaped(text: str | None) -> str:
    """Text from data as Markdown shows it within a line: every character as itself."""
    return UNKNOWN if text is None else _INLINE.sub(lambda match: f"\\{match[0]}", visible(text))


def paragraph(text: str) -> str:
    """The same as a line of its own, which begins no list and no heading."""
    return _AT_START.sub(r"\1\\\2", escaped(text))


def hand_over(
    page: GroupPage,
    summary: SummaryText,
    moments: GroupMoments,
    members: Sequence[tuple[MemberDetails, SummaryText]],
    suggestions: tuple[Sequence[RoleGap], Sequence[ReachPerson]],
    notes: Notes,
    clock: Clock,
) -> str:
    """The brief: facts, highlights, summary, interesting moments, the top members, who could join, whom to reach."""
    lines = [f"# {escaped(page.name)}", "", *_facts(page, clock), *described(summary, clock)]
    gaps, reach = suggestions
    lines += ["", *_moments(moments, clock), "", "## Top members"]
    for details, of_person in members:
        lines += ["", *_member(details, of_person, clock)]
    if not members:
        lines += ["", "This group has no members."]
    lines += ["", *_gaps(gaps), "", *_reach(reach), *noted(notes, clock)]
    return "\n".join(lines) + "\n"


def noted(notes: Notes, clock: Clock) -> list[str]:
    """The notes under their heading; nothing where there is none."""
    lines = [f"- **{escaped(by)}**: {escaped(text)}" for by, text in note_facts(notes, clock)]
    return ["", "## Notes", "", *lines] if lines else []


def described(summary: SummaryText, clock: Clock) -> list[str]:
    """Highlights and summary, each under its heading."""
    lines = ["", "## Highlights", ""]
    lines += [f"- **{escaped(line.label)}**: {escaped(line.text)}" for line in summary.highlights] or ["None."]
    lines += ["", "## Summary", "", paragraph(summary.text) if summary.text else "Nothing to sum up yet."]
    return [*lines, "", _caption(summary, clock)]


def _facts(page: GroupPage, clock: Clock) -> list[str]:
    short = [f"{r.role} {r.assigned} of {r.required}" for r in page.roles if r.role in page.short_roles]
    account = page.account_overview
    pairs = [
        ("Account", escaped(page.account.name)),
        ("Industry", escaped(account.industry)),
        ("Solution interest", escaped(page.solution_interest)),
        ("Stage", escaped(page.stage)),
        ("Status", escaped(page.status)),
        ("Engagement", score(page.engagement_score, page.engagement_level)),
        ("Completeness", wording.percent(page.completeness_score)),
        ("Missing roles", escaped(", ".join(page.missing_roles) or "none")),
        ("Short roles", escaped(", ".join(short) or "none")),
        ("Members", wording.number(page.member_count)),
        ("Open opportunities", wording.number(account.open_opportunities)),
        ("Last updated", wording.moment(page.updated_at, clock)),
        ("As of", wording.full_day(page.as_of)),
    ]
    return [f"- **{label}**: {value}" for label, value in pairs]


def _reach(people: Sequence[ReachPerson]) -> list[str]:
    lines = [f"- {_named(person)}: {escaped(person.why)}" for person in people]
    return [f"## {REACH}", "", *(lines or [NOBODY_TO_REACH])]


def _gaps(gaps: Sequence[RoleGap]) -> list[str]:
    lines = [f"## {CANDIDATES}", ""]
    for gap in gaps:
        needs = wording.plural(gap.people, "more person", "more people")
        lines.append(
            f"- **{escaped(gap.role)}** needs {needs}" + ("" if gap.candidates else ": nobody fits or nearly does")
        )
        lines += [f"    - {_named(candidate)}: {escaped(candidate.why)}" for candidate in gap.candidates]
    return lines if gaps else [*lines, NO_GAP]


def _named(person: ReachPerson | Candidate) -> str:
    """``Dana Moss (CFO, 83 High)``."""
    about = filter(
        None, (escaped(person.title) if person.title else "", score(person.engagement_score, person.engagement_level))
    )
    return f"{escaped(person.name)} ({', '.join(about)})"


def _caption(summary: SummaryText, clock: Clock) -> str:
    made = "Computed offline" if summary.engine == "offline" else f"By {escaped(summary.model or summary.engine)}"
    when = f" {wording.moment(summary.generated_at, clock)}" if summary.generated_at else ""
    return f"*{made}{when} from data of {wording.full_day(summary.as_of)}; it may be wrong.*"


def _moments(moments: GroupMoments, clock: Clock) -> list[str]:
    lines = ["## Interesting moments", ""]
    if not moments.count:
        return [*lines, "None in the last 30 days."]
    lines += [f"{wording.plural(moments.count, 'interesting moment')} in the last 30 days.", ""]
    for moment in moments.latest:
        kind = f"{escaped(moment.type)}: " if moment.type else ""
        lines.append(f"- {_dated(moment.at, clock)}, {escaped(moment.person)}: {kind}{escaped(moment.description)}")
    return lines


def _member(details: MemberDetails, summary: SummaryText, clock: Clock) -> list[str]:
    moment = details.last_interesting_moment
    pairs = [
        ("Title", escaped(details.title)),
        ("Role", escaped(details.role)),
        ("Account", escaped(details.account.name if details.account else None)),
        ("Engagement", score(details.engagement_score, details.engagement_level)),
        ("Summary", escaped(summary.text) if summary.text else "nothing to sum up yet"),
        ("Last interesting moment", _moment(moment, clock) if moment else "none"),
        ("Recent activities", "; ".join(_activity(a, clock) for a in details.recent_activities) or "none"),
        ("Other buying groups", _others(details, clock)),
        ("Email", escaped(details.email)),
        ("Phone", escaped(details.phone)),
    ]
    return [f"### {escaped(details.name)}", "", *(f"- **{label}**: {value}" for label, value in pairs)]


def _moment(moment: ActivityLine, clock: Clock) -> str:
    kind = f"{escaped(moment.moment_type)}: " if moment.moment_type else ""
    return f"{kind}{escaped(moment.description)}, {_dated(moment.at, clock)}"


def _activity(activity: ActivityLine, clock: Clock) -> str:
    what = activity_subject(activity)
    said = f"{escaped(activity.type)} {escaped(what)}" if what else escaped(activity.type)
    return f"{said}, {_dated(activity.at, clock)}"


def _dated(at: datetime, clock: Clock) -> str:
    """``18 Nov 15:40``: whoever is handed the brief reads it on another day."""
    local = clock.local(at)
    return f"{wording.day(local.date(), clock)} {local:%H:%M}"


def _others(details: MemberDetails, clock: Clock) -> str:
    """The other groups as the member details show them: since when, and of how many."""
    shown = [
        f"{escaped(group.name)} (added {_dated(group.added_at, clock)})" if group.added_at else escaped(group.name)
        for group in details.other_buying_groups
    ]
    more = details.other_buying_group_count - len(shown)
    return ", ".join(shown) + (f" and {wording.number(more)} more" if more > 0 else "") or "none"
