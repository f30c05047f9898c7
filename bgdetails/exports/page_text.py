"""Pages as plain text: facts, then sections, in the order of the screens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from bgdetails import wording
from bgdetails.exports.plain import Column, facts, joined, paragraph, section, table
from bgdetails.exports.text import clock_of, gaps, score
from bgdetails.summaries.model import SummaryText
from bgdetails.text import visible
from bgdetails.views.pages import (
    AccountOverview,
    AccountPage,
    Coverage,
    GroupCard,
    GroupPage,
    JourneyPage,
    MemberCard,
    OpportunityLine,
    PersonPage,
    TemplatePage,
)
from bgdetails.views.values import ActivityLine, IntentCategory, RoleFill, Touch, TrendPoint
from bgdetails.wording import UNKNOWN, Clock

_NO_INTENT = "No intent keywords yet. Add them with bgdetails import intent_keywords.csv."
_NO_SIGNAL = "No activity matches an intent keyword."


def group_text(page: GroupPage, members: Sequence[MemberCard], summary: SummaryText, zone: tzinfo | None) -> str:
    """A buying group with all of its members."""
    clock = clock_of(page.as_of, zone)
    stage = " ".join(filter(None, (page.stage or UNKNOWN, wording.lasting(page.stage_entered_at, clock))))
    short = [f"{r.role} {r.assigned} of {r.required}" for r in page.roles if r.role in page.short_roles]
    lines = [
        *_title(page.name, page.id, clock),
        *facts(
            [
                ("Account", page.account.name),
                ("Solution interest", page.solution_interest),
                ("Engagement", f"{score(page.engagement_score, page.engagement_level)}{_trend(page.trend)}"),
                ("Completeness", wording.percent(page.completeness_score)),
                ("Stage", stage),
                ("Status", page.status or UNKNOWN),
                ("Members", wording.number(page.member_count)),
                ("Missing or short", gaps(page.missing_roles, short) or "none"),
                ("Roles template", page.roles_template),
                ("Last updated", wording.moment(page.updated_at, clock)),
            ]
        ),
        *_summary(summary, clock),
        *section("Roles", _roles(page.roles), "The template has no roles."),
        *section("Account overview", _overview(page.account_overview, page.account.name, clock)),
        *section("Intent data", _intent(page.intent), _NO_SIGNAL if page.has_intent_keywords else _NO_INTENT),
        *section(f"Members ({len(members)})", _members(members), "This group has no members."),
    ]
    return joined(lines)


def account_text(page: AccountPage, summary: SummaryText, zone: tzinfo | None) -> str:
    """An account."""
    clock = clock_of(page.as_of, zone)
    lines = [
        *_title(page.name, page.id, clock),
        *facts(
            [
                ("Industry", page.overview.industry or UNKNOWN),
                ("Country", ", ".join(filter(None, (page.region, page.country))) or UNKNOWN),
                ("Employees", UNKNOWN if page.employees is None else wording.number(page.employees)),
                ("Annual revenue", wording.amount(page.annual_revenue, None)),
                ("Owner", page.owner or UNKNOWN),
                ("Parent account", page.parent.name if page.parent else UNKNOWN),
                ("Website", page.website or UNKNOWN),
                *_touches(page.last_touch, page.next_touch, clock),
            ]
        ),
        *_summary(summary, clock),
        *section("Overview", _overview(page.overview, None, clock)),
        *section("Buying groups", _groups(page.groups), "This account has no buying group."),
        *section("Opportunities", _opportunities(page.opportunities, clock), "This account has no opportunity."),
        *section("Contact coverage", _coverage(page.contact_coverage), "There is no group to cover."),
        *section(
            "Contact overlap",
            [f"{visible(p.name)}: {', '.join(visible(g.name) for g in p.groups)}" for p in page.contact_overlap],
            "Nobody is in two or more groups.",
        ),
        *section("Intent data", _intent(page.intent), _NO_SIGNAL if page.has_intent_keywords else _NO_INTENT),
    ]
    return joined(lines)


def person_text(page: PersonPage, summary: SummaryText, zone: tzinfo | None) -> str:
    """A person."""
    clock = clock_of(page.as_of, zone)
    lines = [
        *_title(page.name, page.id, clock),
        *facts(
            [
                ("Title", page.title or UNKNOWN),
                ("Account", page.account.name if page.account else UNKNOWN),
                ("Engagement", f"{score(page.engagement_score, page.engagement_level)}{_trend(page.trend)}"),
                ("Email", page.email or UNKNOWN),
                ("Phone", page.phone or UNKNOWN),
                ("Department", page.department or UNKNOWN),
                ("Place", page.location or UNKNOWN),
                ("Reports to", page.reports_to.name if page.reports_to else UNKNOWN),
                *_touches(page.last_touch, page.next_touch, clock),
            ]
        ),
        *_summary(summary, clock),
        *section("Buying groups", _groups(page.groups), "This person is in no buying group."),
        *section("Activities", [activity_line(a, clock) for a in page.activities], "No activity yet."),
        *section("Intent data", _intent(page.intent), _NO_SIGNAL if page.has_intent_keywords else _NO_INTENT),
    ]
    return joined(lines)


def journey_text(page: JourneyPage, zone: tzinfo | None) -> str:
    """An account journey."""
    clock = clock_of(page.as_of, zone)
    rate = None if page.completion_rate is None else 100 * page.completion_rate
    accounts = [
        f"{visible(a.name)}: {visible(a.status or UNKNOWN)}, entered {wording.moment(a.entered_at, clock)},"
        f" {wording.plural(a.days, 'day')}"
        for a in page.account_list
    ]
    mails = table(
        [
            Column("Email", tuple(m.asset for m in page.emails)),
            Column("Sent", tuple(wording.number(m.sent) for m in page.emails), right=True),
            Column("Delivered", tuple(wording.number(m.delivered) for m in page.emails), right=True),
            Column("Opened", tuple(wording.number(m.opened) for m in page.emails), right=True),
            Column("Clicked", tuple(wording.number(m.clicked) for m in page.emails), right=True),
        ],
        None,
    )
    average = page.average_days
    lines = [
        *_title(page.name, page.id, clock),
        *facts(
            [
                ("Status", page.status or UNKNOWN),
                ("Published", wording.moment(page.published_at, clock)),
                ("Ends", wording.moment(page.ends_at, clock)),
                ("In progress", wording.number(page.in_progress)),
                ("Completed", wording.number(page.completed)),
                ("Aborted", wording.number(page.aborted)),
                ("Completion rate", wording.percent(rate)),
                ("Duration", UNKNOWN if average is None else f"{wording.number(round(average, 1))} days on average"),
                ("Engaged", f"{wording.plural(page.accounts_engaged, 'account')}, {_people(page.people_engaged)}"),
            ]
        ),
        *(section("Description", paragraph(page.description)) if page.description else []),
        *section("Emails", mails if page.emails else [], "No email of this journey was sent."),
        *section("Accounts", accounts, "No account is in this journey."),
    ]
    return joined(lines)


def template_text(page: TemplatePage) -> str:
    """A roles template."""
    lines = [
        visible(page.name),
        "",
        *facts(
            [
                ("Status", page.status),
                ("Solution interests", ", ".join(page.solution_interests) or "none"),
                ("Groups", wording.number(page.groups)),
            ]
        ),
    ]
    for role in page.roles:
        need = "required for completeness" if role.required_for_completeness else "not required for completeness"
        join = "all of" if role.match_all else "any of"
        conditions = [visible(condition) for condition in role.conditions]
        lines += section(
            f"{visible(role.role)}: weighting {wording.number(role.weighting)} ({100 * role.share:.0f} %),"
            f" {wording.plural(role.members_required, 'member')}, {need}",
            [join, *(f"  {condition}" for condition in conditions)] if len(conditions) > 1 else conditions,
            "No conditions: CRM role, or by hand.",
        )
    return joined(lines)


def activity_line(activity: ActivityLine, clock: Clock) -> str:
    """``2 days ago, 18 Nov 15:40  Page Views  /pricing``."""
    what = activity.description if activity.is_moment else activity.asset or activity.subject or activity.url
    kind = f"{activity.type}: {activity.moment_type}" if activity.is_moment and activity.moment_type else activity.type
    parts = [wording.moment(activity.at, clock), kind, *([what] if what else [])]
    return "  ".join(visible(part) for part in parts)


def _title(name: str, public_id: str, clock: Clock) -> list[str]:
    return [visible(name), f"{visible(public_id)}, as of {wording.full_day(clock.as_of)}", ""]


def _trend(points: Sequence[TrendPoint]) -> str:
    if len(points) < 5:
        return ""
    change = wording.whole(points[-1].engagement_score) - wording.whole(points[-5].engagement_score)
    return f", {wording.signed(change)} in 4 weeks"


def _summary(summary: SummaryText, clock: Clock) -> list[str]:
    made = "computed offline" if summary.engine == "offline" else f"by {summary.model or summary.engine}"
    when = f", written {wording.moment(summary.generated_at, clock)}" if summary.generated_at else ""
    lines = [*paragraph(summary.text), ""] if summary.text else []
    lines += facts([(line.label or "", line.text) for line in summary.highlights])
    lines.append(f"Summary {made}{when} from data of {wording.full_day(summary.as_of)}; it may be wrong.")
    return section("Summary", lines)


def _roles(roles: Sequence[RoleFill]) -> list[str]:
    if not roles:
        return []
    return table(
        [
            Column("Role", tuple(role.role for role in roles)),
            Column("People", tuple(f"{role.assigned} of {role.required}" for role in roles), right=True),
            Column("Complete", tuple(wording.percent(role.completeness) for role in roles), right=True),
            Column("", tuple("" if r.required_for_completeness else "not required" for r in roles), rank=1),
        ],
        None,
    )


def _overview(overview: AccountOverview, name: str | None, clock: Clock) -> list[str]:
    amounts = ", ".join(wording.amount(total, currency) for currency, total in overview.open_amounts)
    journeys = ", ".join(
        f"{visible(j.name)} (entered {wording.ago(j.entered_at, clock)})" for j in overview.recent_journeys
    )
    pairs = [
        ("People", wording.number(overview.people)),
        ("Industry", overview.industry or UNKNOWN),
        ("Open opportunities", f"{overview.open_opportunities}{f' ({amounts})' if amounts else ''}"),
        ("Buying groups", wording.number(overview.buying_groups)),
        ("Journeys", journeys or "none in progress"),
    ]
    return facts([("Name", name), *pairs] if name else pairs)


def _intent(categories: Sequence[IntentCategory]) -> list[str]:
    lines = []
    for category in categories:
        lines.append(f"{visible(category.category)}  {category.level}")
        for product in category.products:
            words = ", ".join(visible(keyword.keyword) for keyword in product.keywords)
            lines.append(f"  {visible(product.product)}  {product.level}  {words}".rstrip())
    return lines


def _members(members: Sequence[MemberCard]) -> list[str]:
    if not members:
        return []
    return table(
        [
            Column("Name", tuple(m.name for m in members)),
            Column("Role", tuple(m.role for m in members)),
            Column("Title", tuple(m.title or UNKNOWN for m in members)),
            Column("Engagement", tuple(score(m.engagement_score, m.engagement_level) for m in members)),
            Column("Email", tuple(m.email or UNKNOWN for m in members)),
            Column("Phone", tuple(m.phone or UNKNOWN for m in members)),
            Column("Source", tuple(m.source for m in members)),
        ],
        None,
    )


def _groups(groups: Sequence[GroupCard]) -> list[str]:
    if not groups:
        return []
    return table(
        [
            Column("Name", tuple(g.name for g in groups)),
            Column("Role", tuple(g.role or "" for g in groups), rank=1),
            Column("Stage", tuple(g.stage or UNKNOWN for g in groups)),
            Column("Engagement", tuple(score(g.engagement_score, g.engagement_level) for g in groups)),
            Column("Complete", tuple(wording.percent(g.completeness_score) for g in groups), right=True),
            Column("Members", tuple(wording.number(g.member_count) for g in groups), right=True),
            Column("Id", tuple(g.id for g in groups)),
        ],
        None,
    )


def _opportunities(opportunities: Sequence[OpportunityLine], clock: Clock) -> list[str]:
    if not opportunities:
        return []
    return table(
        [
            Column("Name", tuple(o.name for o in opportunities)),
            Column("State", tuple("open" if o.is_open else "won" if o.is_won else "closed" for o in opportunities)),
            Column("Stage", tuple(o.stage or UNKNOWN for o in opportunities)),
            Column("Amount", tuple(wording.amount(o.amount, o.currency) for o in opportunities), right=True),
            Column("Closes", tuple(wording.deadline(o.close_date, clock) for o in opportunities)),
            Column("Owner", tuple(o.owner or UNKNOWN for o in opportunities)),
        ],
        None,
    )


def _coverage(coverage: Coverage) -> list[str]:
    if not coverage.interests:
        return []
    by_role = zip(*coverage.cells, strict=True)
    return table(
        [
            Column("Interest", coverage.interests),
            *(
                Column(role, tuple("N/A" if cell is None else wording.number(cell) for cell in cells), right=True)
                for role, cells in zip(coverage.roles, by_role, strict=True)
            ),
        ],
        None,
    )


def _touches(last: Touch | None, planned: Touch | None, clock: Clock) -> list[tuple[str, str]]:
    return [("Last touch", _touch(last, clock)), ("Next touch", _touch(planned, clock) if planned else "none planned")]


def _touch(touch: Touch | None, clock: Clock) -> str:
    if touch is None:
        return UNKNOWN
    return f"{touch.type} {wording.moment(touch.at, clock)}{f' by {touch.owner}' if touch.owner else ''}"


def _people(count: int) -> str:
    return wording.plural(count, "person", "people")
