"""Pages as plain text: facts, then sections, in the order of the screens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from bgdetails import wording
from bgdetails.exports.page_parts import (
    NO_ACCOUNT,
    NO_ACTIVITY,
    NO_CHECK,
    NO_CONDITIONS,
    NO_COVERAGE,
    NO_GROUP_OF_ACCOUNT,
    NO_GROUP_OF_PERSON,
    NO_OPPORTUNITY,
    NO_OVERLAP,
    account_facts,
    activity_kind,
    activity_subject,
    checks,
    coverage_columns,
    email_columns,
    group_columns,
    journey_facts,
    lately,
    no_emails,
    no_intent,
    note_facts,
    opportunity_columns,
    overview_facts,
    person_facts,
    template_facts,
)
from bgdetails.exports.plain import Column, facts, joined, paragraph, section, table
from bgdetails.exports.suggestion_parts import (
    CANDIDATES,
    NO_GAP,
    NOBODY_TO_REACH,
    REACH,
    candidate_columns,
    reach_columns,
)
from bgdetails.exports.text import clock_of, gaps, score
from bgdetails.summaries.model import SummaryText
from bgdetails.text import visible
from bgdetails.views.note_values import Notes
from bgdetails.views.pages import (
    AccountPage,
    GroupPage,
    JourneyPage,
    MemberCard,
    PersonPage,
    TemplatePage,
)
from bgdetails.views.suggestions import ReachPerson, RoleGap
from bgdetails.views.values import ActivityLine, IntentCategory, RoleFill
from bgdetails.wording import UNKNOWN, Clock


def group_text(
    page: GroupPage,
    members: Sequence[MemberCard],
    summary: SummaryText,
    lacking: Sequence[RoleGap],
    reach: Sequence[ReachPerson],
    notes: Notes,
    zone: tzinfo | None,
) -> str:
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
                ("Engagement", f"{score(page.engagement_score, page.engagement_level)}{lately(page.trend)}"),
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
        *section(
            "Account overview", facts([("Name", page.account.name), *overview_facts(page.account_overview, clock)])
        ),
        *section("Intent data", _intent(page.intent), no_intent(page.has_intent_keywords)),
        *section(f"Members ({len(members)})", _members(members), "This group has no members."),
        *section(CANDIDATES, _table(candidate_columns(lacking)), NO_GAP),
        *section(REACH, _table(reach_columns(reach)), NOBODY_TO_REACH),
        *_notes(notes, clock),
    ]
    return joined(lines)


def account_text(
    page: AccountPage, summary: SummaryText, reach: Sequence[ReachPerson], notes: Notes, zone: tzinfo | None
) -> str:
    """An account."""
    clock = clock_of(page.as_of, zone)
    lines = [
        *_title(page.name, page.id, clock),
        *facts(account_facts(page, clock)),
        *_summary(summary, clock),
        *section("Overview", facts(overview_facts(page.overview, clock))),
        *section("Buying groups", _table(group_columns(page.groups)), NO_GROUP_OF_ACCOUNT),
        *section("Opportunities", _table(opportunity_columns(page.opportunities, clock)), NO_OPPORTUNITY),
        *section("Deal check", _checks(page), NO_CHECK),
        *section("Contact coverage", _table(coverage_columns(page.contact_coverage)), NO_COVERAGE),
        *section(
            "Contact overlap",
            [f"{visible(p.name)}: {', '.join(visible(g.name) for g in p.groups)}" for p in page.contact_overlap],
            NO_OVERLAP,
        ),
        *section("Intent data", _intent(page.intent), no_intent(page.has_intent_keywords)),
        *section(REACH, _table(reach_columns(reach)), NOBODY_TO_REACH),
        *_notes(notes, clock),
    ]
    return joined(lines)


def _checks(page: AccountPage) -> list[str]:
    lines: list[str] = []
    for name, reasons in checks(page.opportunities):
        lines += [visible(name), *(f"  {line}" for line in paragraph(reasons))]
    return lines


def _notes(notes: Notes, clock: Clock) -> list[str]:
    """Each note below who wrote it; nothing where there is none."""
    lines: list[str] = []
    for by, text in note_facts(notes, clock):
        lines.append(visible(by))
        lines += [f"  {line}" for part in text.split("\n") for line in paragraph(part)]
    return section(f"Notes ({notes.count})", lines) if lines else []


def person_text(page: PersonPage, summary: SummaryText, notes: Notes, zone: tzinfo | None) -> str:
    """A person."""
    clock = clock_of(page.as_of, zone)
    lines = [
        *_title(page.name, page.id, clock),
        *facts(person_facts(page, clock)),
        *_summary(summary, clock),
        *section("Buying groups", _table(group_columns(page.groups)), NO_GROUP_OF_PERSON),
        *section("Activities", [activity_line(a, clock) for a in page.activities], NO_ACTIVITY),
        *section("Intent data", _intent(page.intent), no_intent(page.has_intent_keywords)),
        *_notes(notes, clock),
    ]
    return joined(lines)


def journey_text(page: JourneyPage, zone: tzinfo | None) -> str:
    """An account journey."""
    clock = clock_of(page.as_of, zone)
    accounts = [
        f"{visible(a.name)}: {visible(a.status or UNKNOWN)}, entered {wording.moment(a.entered_at, clock)},"
        f" {wording.plural(a.days, 'day')}"
        for a in page.account_list
    ]
    lines = [
        *_title(page.name, page.id, clock),
        *facts(journey_facts(page, clock)),
        *(section("Description", paragraph(page.description)) if page.description else []),
        *section("Emails", _table(email_columns(page.emails or ())), no_emails(page.emails)),
        *section("Accounts", accounts, NO_ACCOUNT),
    ]
    return joined(lines)


def template_text(page: TemplatePage) -> str:
    """A roles template."""
    lines = [
        visible(page.name),
        "",
        *facts(template_facts(page)),
    ]
    for role in page.roles:
        need = "required for completeness" if role.required_for_completeness else "not required for completeness"
        join = "all of" if role.match_all else "any of"
        conditions = [visible(condition) for condition in role.conditions]
        lines += section(
            f"{visible(role.role)}: weighting {wording.number(role.weighting)} ({100 * role.share:.0f} %),"
            f" {wording.plural(role.members_required, 'member')}, {need}",
            [join, *(f"  {condition}" for condition in conditions)] if len(conditions) > 1 else conditions,
            NO_CONDITIONS,
        )
    return joined(lines)


def activity_line(activity: ActivityLine, clock: Clock) -> str:
    """``2 days ago, 18 Nov 15:40  Page Views  /pricing``."""
    what = activity_subject(activity)
    parts = [wording.moment(activity.at, clock), activity_kind(activity), *([what] if what else [])]
    return "  ".join(visible(part) for part in parts)


def _title(name: str, public_id: str, clock: Clock) -> list[str]:
    return [visible(name), f"{visible(public_id)}, as of {wording.full_day(clock.as_of)}", ""]


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


def _table(columns: Sequence[Column]) -> list[str]:
    return table(columns, None) if columns[0].cells else []


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
