"""What pages say in text and in Markdown alike: facts, columns of tables, what stands where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails import wording
from bgdetails.exports.plain import Column
from bgdetails.exports.text import score
from bgdetails.text import visible
from bgdetails.views.note_values import Notes
from bgdetails.views.pages import (
    AccountOverview,
    AccountPage,
    Coverage,
    EmailAsset,
    GroupCard,
    JourneyPage,
    OpportunityLine,
    PersonPage,
    TemplatePage,
)
from bgdetails.views.values import ActivityLine, Touch, TrendPoint
from bgdetails.wording import UNKNOWN, Clock

NO_GROUP_OF_ACCOUNT = "This account has no buying group."
NO_GROUP_OF_PERSON = "This person is in no buying group."
NO_OPPORTUNITY = "This account has no opportunity."
NO_COVERAGE = "There is no group to cover."
NO_CHECK = "There is no open opportunity to check."
NO_OVERLAP = "Nobody is in two or more groups."
NO_ACTIVITY = "No activity yet."
NO_EMAIL = "No email of this journey was sent."
NO_CONDITIONS = "No conditions: CRM role, or by hand."
NO_ACCOUNT = "No account is in this journey."

Facts = list[tuple[str, str]]


def account_facts(page: AccountPage, clock: Clock) -> Facts:
    """What an account is."""
    return [
        ("Industry", page.overview.industry or UNKNOWN),
        ("Country", ", ".join(filter(None, (page.region, page.country))) or UNKNOWN),
        ("Employees", UNKNOWN if page.employees is None else wording.number(page.employees)),
        ("Annual revenue", wording.amount(page.annual_revenue, None)),
        ("Owner", page.owner or UNKNOWN),
        ("Parent account", page.parent.name if page.parent else UNKNOWN),
        ("Website", page.website or UNKNOWN),
        ("Momentum", wording.momentum(page.momentum)),
        *_touches(page.last_touch, page.next_touch, clock),
    ]


def person_facts(page: PersonPage, clock: Clock) -> Facts:
    """Who a person is."""
    return [
        ("Title", page.title or UNKNOWN),
        ("Account", page.account.name if page.account else UNKNOWN),
        ("Engagement", f"{score(page.engagement_score, page.engagement_level)}{lately(page.trend)}"),
        ("Email", page.email or UNKNOWN),
        ("Phone", page.phone or UNKNOWN),
        ("Department", page.department or UNKNOWN),
        ("Place", page.location or UNKNOWN),
        ("Reports to", page.reports_to.name if page.reports_to else UNKNOWN),
        *_touches(page.last_touch, page.next_touch, clock),
    ]


def note_facts(notes: Notes, clock: Clock) -> Facts:
    """Who wrote each note and when, and what it says."""
    return [(f"{note.author or UNKNOWN}, {wording.moment(note.at, clock)}", note.text) for note in notes.latest]


def journey_facts(page: JourneyPage, clock: Clock) -> Facts:
    """How a journey goes."""
    rate = None if page.completion_rate is None else 100 * page.completion_rate
    average = page.average_days
    people = wording.plural(page.people_engaged, "person", "people")
    return [
        ("Status", page.status or UNKNOWN),
        ("Published", wording.moment(page.published_at, clock)),
        ("Ends", wording.moment(page.ends_at, clock)),
        ("In progress", wording.number(page.in_progress)),
        ("Completed", wording.number(page.completed)),
        ("Aborted", wording.number(page.aborted)),
        ("Completion rate", wording.percent(rate)),
        ("Duration", UNKNOWN if average is None else f"{wording.number(round(average, 1))} days on average"),
        ("Engaged", f"{wording.plural(page.accounts_engaged, 'account')}, {people}"),
    ]


def template_facts(page: TemplatePage) -> Facts:
    """Where a roles template is used."""
    return [
        ("Status", page.status),
        ("Solution interests", ", ".join(page.solution_interests) or "none"),
        ("Groups", wording.number(page.groups)),
    ]


def overview_facts(overview: AccountOverview, clock: Clock) -> Facts:
    """What an account's page and those of its groups say of it."""
    amounts = ", ".join(wording.amount(total, currency) for currency, total in overview.open_amounts)
    journeys = ", ".join(
        f"{visible(j.name)} (entered {wording.ago(j.entered_at, clock)})" for j in overview.recent_journeys
    )
    return [
        ("People", wording.number(overview.people)),
        ("Industry", overview.industry or UNKNOWN),
        ("Open opportunities", f"{overview.open_opportunities}{f' ({amounts})' if amounts else ''}"),
        ("Buying groups", wording.number(overview.buying_groups)),
        ("Journeys", journeys or "none in progress"),
    ]


def lately(points: Sequence[TrendPoint]) -> str:
    """What goes behind a score: by how much it changed."""
    if len(points) < 5:
        return ""
    change = wording.whole(points[-1].engagement_score) - wording.whole(points[-5].engagement_score)
    return f", {wording.signed(change)} in 4 weeks"


def activity_kind(activity: ActivityLine) -> str:
    """The type of an activity, and that of an interesting moment."""
    named = activity.is_moment and activity.moment_type
    return f"{activity.type}: {activity.moment_type}" if named else activity.type


def activity_subject(activity: ActivityLine) -> str | None:
    """What an activity was on, or what a moment says."""
    return activity.description if activity.is_moment else activity.asset or activity.subject or activity.url


def no_intent(has_keywords: bool | None) -> str:
    """Why there is no intent, and what would bring it."""
    missing, what_to_do, command = wording.no_intent(has_keywords)
    return f"{missing} {what_to_do} {command}."


def group_columns(groups: Sequence[GroupCard]) -> list[Column]:
    """Groups of an account or a person."""
    return [
        Column("Name", tuple(g.name for g in groups)),
        Column("Role", tuple(g.role or "" for g in groups), rank=1),
        Column("Stage", tuple(g.stage or UNKNOWN for g in groups)),
        Column("Engagement", tuple(score(g.engagement_score, g.engagement_level) for g in groups)),
        Column("Complete", tuple(wording.percent(g.completeness_score) for g in groups), right=True),
        Column("Members", tuple(wording.number(g.member_count) for g in groups), right=True),
        Column("Id", tuple(g.id for g in groups)),
    ]


def opportunity_columns(opportunities: Sequence[OpportunityLine], clock: Clock) -> list[Column]:
    """Opportunities of an account."""
    return [
        Column("Name", tuple(o.name for o in opportunities)),
        Column("State", tuple("open" if o.is_open else "won" if o.is_won else "closed" for o in opportunities)),
        Column("Stage", tuple(o.stage or UNKNOWN for o in opportunities)),
        Column("Amount", tuple(wording.amount(o.amount, o.currency) for o in opportunities), right=True),
        Column("Closes", tuple(wording.deadline(o.close_date, clock) for o in opportunities)),
        Column("Owner", tuple(o.owner or UNKNOWN for o in opportunities)),
        Column("Check", tuple("" if o.check is None else wording.deal_level(o.check.level) for o in opportunities)),
    ]


def checks(opportunities: Sequence[OpportunityLine]) -> Facts:
    """Each open opportunity with its level, and the reasons of what is not green."""
    return [
        (
            f"{o.name} ({wording.deal_level(o.check.level)})",
            " ".join(found.reason for found in o.check.findings if found.level) or "All five checks are green.",
        )
        for o in opportunities
        if o.check is not None
    ]


def coverage_columns(coverage: Coverage) -> list[Column]:
    """Contact coverage: a row for each interest, a column for each role."""
    by_role = zip(*coverage.cells, strict=True)
    return [
        Column("Interest", coverage.interests),
        *(
            Column(role, tuple("N/A" if cell is None else wording.number(cell) for cell in cells), right=True)
            for role, cells in zip(coverage.roles if coverage.cells else (), by_role, strict=True)
        ),
    ]


def no_emails(emails: Sequence[EmailAsset] | None) -> str:
    """Why there are none."""
    return wording.NO_LAKE_EMAILS if emails is None else NO_EMAIL


def email_columns(emails: Sequence[EmailAsset]) -> list[Column]:
    """E-mails of a journey."""
    return [
        Column("Email", tuple(mail.asset for mail in emails)),
        Column("Sent", tuple(wording.number(mail.sent) for mail in emails), right=True),
        Column("Delivered", tuple(wording.number(mail.delivered) for mail in emails), right=True),
        Column("Opened", tuple(wording.number(mail.opened) for mail in emails), right=True),
        Column("Clicked", tuple(wording.number(mail.clicked) for mail in emails), right=True),
    ]


def _touches(last: Touch | None, planned: Touch | None, clock: Clock) -> Facts:
    return [("Last touch", _touch(last, clock)), ("Next touch", _touch(planned, clock) if planned else "none planned")]


def _touch(touch: Touch | None, clock: Clock) -> str:
    if touch is None:
        return UNKNOWN
    return f"{touch.type} {wording.moment(touch.at, clock)}{f' by {touch.owner}' if touch.owner else ''}"
