"""Pages of accounts, people, journeys and templates as Markdown. Nothing in the data becomes markup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from bgdetails import wording
from bgdetails.exports.markdown import described, escaped, noted, paragraph
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
    Facts,
    account_facts,
    activity_kind,
    activity_subject,
    checks,
    coverage_columns,
    email_columns,
    group_columns,
    journey_facts,
    no_emails,
    no_intent,
    opportunity_columns,
    overview_facts,
    person_facts,
    template_facts,
)
from bgdetails.exports.plain import Column, joined
from bgdetails.exports.suggestion_parts import NOBODY_TO_REACH, REACH, reach_columns
from bgdetails.exports.text import clock_of
from bgdetails.summaries.model import SummaryText
from bgdetails.views.note_values import Notes
from bgdetails.views.overlap_values import OverlapPerson
from bgdetails.views.pages import (
    AccountPage,
    JourneyAccount,
    JourneyPage,
    PersonPage,
    TemplatePage,
    TemplateRoleLine,
)
from bgdetails.views.suggestions import ReachPerson
from bgdetails.views.values import ActivityLine, IntentCategory
from bgdetails.wording import UNKNOWN, Clock


def account_markdown(
    page: AccountPage, summary: SummaryText, reach: Sequence[ReachPerson], notes: Notes, zone: tzinfo | None
) -> str:
    """An account."""
    clock = clock_of(page.as_of, zone)
    return joined(
        [
            *_head(page.name, page.id, account_facts(page, clock), clock),
            *described(summary, clock),
            *("", "## Overview", "", *_list(overview_facts(page.overview, clock))),
            *_table("Buying groups", group_columns(page.groups), NO_GROUP_OF_ACCOUNT),
            *_table("Opportunities", opportunity_columns(page.opportunities, clock), NO_OPPORTUNITY),
            *("", "## Deal check", "", *(_list(checks(page.opportunities)) or [NO_CHECK])),
            *_table("Contact coverage", coverage_columns(page.contact_coverage), NO_COVERAGE),
            *_table("Contact overlap", _overlap(page.contact_overlap), NO_OVERLAP),
            *_table("Intent data", _intent(page.intent), no_intent(page.has_intent_keywords)),
            *_table(REACH, reach_columns(reach), NOBODY_TO_REACH),
            *noted(notes, clock),
        ]
    )


def person_markdown(page: PersonPage, summary: SummaryText, notes: Notes, zone: tzinfo | None) -> str:
    """A person."""
    clock = clock_of(page.as_of, zone)
    return joined(
        [
            *_head(page.name, page.id, person_facts(page, clock), clock),
            *described(summary, clock),
            *_table("Buying groups", group_columns(page.groups), NO_GROUP_OF_PERSON),
            *_table("Activities", _activities(page.activities, clock), NO_ACTIVITY),
            *_table("Intent data", _intent(page.intent), no_intent(page.has_intent_keywords)),
            *noted(notes, clock),
        ]
    )


def journey_markdown(page: JourneyPage, zone: tzinfo | None) -> str:
    """An account journey."""
    clock = clock_of(page.as_of, zone)
    return joined(
        [
            *_head(page.name, page.id, journey_facts(page, clock), clock),
            *(["", "## Description", "", paragraph(page.description)] if page.description else []),
            *_table("Emails", email_columns(page.emails or ()), no_emails(page.emails)),
            *_table("Accounts", _accounts(page.account_list, clock), NO_ACCOUNT),
        ]
    )


def template_markdown(page: TemplatePage) -> str:
    """A roles template."""
    return joined(
        [
            *(f"# {escaped(page.name)}", "", *_list(template_facts(page))),
            *_table("Roles", _roles(page.roles), "The template has no roles."),
        ]
    )


def _head(name: str, public_id: str, facts: Facts, clock: Clock) -> list[str]:
    whole = [("Id", public_id), *facts, ("As of", wording.full_day(clock.as_of))]
    return [f"# {escaped(name)}", "", *_list(whole)]


def _list(facts: Facts) -> list[str]:
    return [f"- **{escaped(label)}**: {escaped(value)}" for label, value in facts]


def _table(title: str, columns: Sequence[Column], empty: str) -> list[str]:
    """A heading and a table under it, or the sentence that says why there is none."""
    lines = ["", f"## {title}", ""]
    if not columns[0].cells:
        return [*lines, empty]
    shown = [column for column in columns if any(column.cells) or column.rank == 0]
    rows = zip(*(column.cells for column in shown), strict=True)
    return [
        *lines,
        _row([column.header for column in shown]),
        f"|{'|'.join(' ---: ' if column.right else ' --- ' for column in shown)}|",
        *map(_row, rows),
    ]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    # Cells are parted before anything else is read: no backslash before the bar takes its own away.
    return escaped(text).replace("|", "\\|")


def _overlap(people: Sequence[OverlapPerson]) -> list[Column]:
    return [
        Column("Name", tuple(person.name for person in people)),
        Column("Title", tuple(person.title or UNKNOWN for person in people)),
        Column("Groups", tuple(", ".join(f"{g.name} ({g.role})" for g in person.groups) for person in people)),
    ]


def _activities(activities: Sequence[ActivityLine], clock: Clock) -> list[Column]:
    return [
        Column("When", tuple(wording.moment(activity.at, clock) for activity in activities)),
        Column("Type", tuple(map(activity_kind, activities))),
        Column("On", tuple(activity_subject(activity) or "" for activity in activities), rank=1),
    ]


def _intent(categories: Sequence[IntentCategory]) -> list[Column]:
    products = [(category, product) for category in categories for product in category.products]
    return [
        Column("Category", tuple(f"{category.category} ({category.level})" for category, _ in products)),
        Column("Product", tuple(f"{product.product} ({product.level})" for _, product in products)),
        Column("Keywords", tuple(", ".join(k.keyword for k in product.keywords) for _, product in products)),
    ]


def _accounts(accounts: Sequence[JourneyAccount], clock: Clock) -> list[Column]:
    return [
        Column("Account", tuple(account.name for account in accounts)),
        Column("Status", tuple(account.status or UNKNOWN for account in accounts)),
        Column("Entered", tuple(wording.moment(account.entered_at, clock) for account in accounts)),
        Column("Days", tuple(wording.number(account.days) for account in accounts), right=True),
    ]


def _roles(roles: Sequence[TemplateRoleLine]) -> list[Column]:
    return [
        Column("Role", tuple(role.role for role in roles)),
        Column("Weighting", tuple(wording.number(role.weighting) for role in roles), right=True),
        Column("Share", tuple(f"{100 * role.share:.0f} %" for role in roles), right=True),
        Column("Members required", tuple(wording.number(role.members_required) for role in roles), right=True),
        Column("For completeness", tuple("yes" if role.required_for_completeness else "no" for role in roles)),
        Column("Conditions", tuple(map(_conditions, roles))),
    ]


def _conditions(role: TemplateRoleLine) -> str:
    joined_by = "" if len(role.conditions) < 2 else "all of: " if role.match_all else "any of: "
    return f"{joined_by}{'; '.join(role.conditions)}" or NO_CONDITIONS
