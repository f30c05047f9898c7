"""What each page shows, as frozen values. The module of the same name as a page's kind fills it."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from bgdetails.rules.deals import DealCheck
from bgdetails.rules.momentum import Momentum
from bgdetails.views.overlap_values import OverlapPerson
from bgdetails.views.values import (
    ActivityLine,
    IntentCategory,
    JourneyEntry,
    Named,
    RoleFill,
    Touch,
    TrendPoint,
)


class MemberCard(Struct, frozen=True):
    """A member as a card or a row shows it."""

    id: str
    name: str
    title: str | None
    role: str
    engagement_score: float
    engagement_level: str
    email: str | None = None
    phone: str | None = None
    """Phone, else mobile."""
    source: str = "manual"
    added_at: datetime | None = None
    in_template: bool = True


class AccountOverview(Struct, frozen=True):
    """The facts of an account that its own page and its groups' pages show."""

    people: int
    industry: str | None
    open_opportunities: int
    buying_groups: int
    recent_journeys: tuple[JourneyEntry, ...] = ()
    open_amounts: tuple[tuple[str | None, float], ...] = ()
    """Sum of known amounts of open opportunities for each currency."""


class GroupPage(Struct, frozen=True):
    """Buying group details."""

    id: str
    name: str
    account: Named
    solution_interest: str
    roles_template: str
    stage: str | None
    stage_entered_at: datetime | None
    status: str | None
    member_count: int
    new_members: int
    """Members whose membership began in the window of 30 days."""
    engagement_score: float
    engagement_level: str
    completeness_score: float | None
    roles: tuple[RoleFill, ...]
    missing_roles: tuple[str, ...]
    short_roles: tuple[str, ...]
    updated_at: datetime | None
    as_of: date
    account_overview: AccountOverview
    intent: tuple[IntentCategory, ...]
    has_decision_maker_role: bool
    decision_makers: tuple[MemberCard, ...]
    top_engaged_members: tuple[MemberCard, ...]
    trend: tuple[TrendPoint, ...]
    last_activity_at: datetime | None
    has_intent_keywords: bool | None = False


class OtherGroup(Struct, frozen=True):
    """Another group of a member."""

    id: str
    name: str
    added_at: datetime | None


class MemberDetails(Struct, frozen=True):
    """The member details modal: a person seen inside a group (``role`` None outside of one)."""

    id: str
    name: str
    title: str | None
    account: Named | None
    role: str | None
    engagement_score: float
    engagement_level: str
    last_interesting_moment: ActivityLine | None
    recent_activities: tuple[ActivityLine, ...]
    other_buying_groups: tuple[OtherGroup, ...]
    other_buying_group_count: int
    email: str | None
    phone: str | None
    trend: tuple[TrendPoint, ...]
    intent: tuple[IntentCategory, ...]
    as_of: date


class GroupCard(Struct, frozen=True):
    """A group as an account's or a person's page lists it. ``role`` is the person's, on a person's page."""

    id: str
    name: str
    solution_interest: str
    stage: str | None
    engagement_score: float
    engagement_level: str
    completeness_score: float | None
    member_count: int
    role: str | None = None


ACTIVITIES_SHOWN = 20
"""Of a person's activities."""


class PersonPage(Struct, frozen=True):
    """Person details."""

    id: str
    name: str
    title: str | None
    account: Named | None
    email: str | None
    phone: str | None
    department: str | None
    location: str | None
    """City, state and country, joined by commas; None where none is known."""
    lead_source: str | None
    reports_to: Named | None
    unsubscribed: bool | None
    email_invalid: bool | None
    engagement_score: float
    engagement_level: str
    trend: tuple[TrendPoint, ...]
    activities: tuple[ActivityLine, ...]
    """The 20 latest."""
    last_interesting_moment: ActivityLine | None
    groups: tuple[GroupCard, ...]
    intent: tuple[IntentCategory, ...]
    has_intent_keywords: bool | None
    last_touch: Touch | None
    next_touch: Touch | None
    as_of: date


class OpportunityLine(Struct, frozen=True):
    """A deal as an account's page lists it."""

    id: str
    name: str
    stage: str | None
    is_closed: bool | None
    is_won: bool | None
    amount: float | None
    currency: str | None
    close_date: date | None
    owner: str | None
    check: DealCheck | None = None
    """None of a closed one, and where the day has none."""

    @property
    def is_open(self) -> bool:
        """Neither closed nor won."""
        return not self.is_closed and not self.is_won


class Coverage(Struct, frozen=True):
    """Contact coverage: ``cells[interest][role]`` people; None where the template has no such role."""

    interests: tuple[str, ...]
    roles: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    required_and_empty: frozenset[tuple[str, str]] = frozenset()
    """(interest, role) that a group of the account requires for completeness and nobody has."""


class CoveragePerson(Struct, frozen=True):
    """A person in a cell of the coverage grid, with the groups of that interest in which the person has the role."""

    id: str
    name: str
    title: str | None
    groups: tuple[Named, ...]
    engagement_score: float
    engagement_level: str
    last_activity_at: datetime | None


class AccountPage(Struct, frozen=True):
    """Account details."""

    id: str
    name: str
    website: str | None
    country: str | None
    region: str | None
    employees: float | None
    annual_revenue: float | None
    owner: str | None
    parent: Named | None
    overview: AccountOverview
    active_people: int
    """People with a score above 0."""
    opportunities: tuple[OpportunityLine, ...]
    groups: tuple[GroupCard, ...]
    contact_coverage: Coverage
    contact_overlap: tuple[OverlapPerson, ...]
    """The first of them, or all: whoever asked says how many."""
    contact_overlap_count: int
    intent: tuple[IntentCategory, ...]
    has_intent_keywords: bool | None
    last_touch: Touch | None
    next_touch: Touch | None
    as_of: date
    momentum: Momentum | None = None


class Contact(Struct, frozen=True):
    """A person as the contacts tab lists them."""

    id: str
    name: str
    title: str | None
    email: str | None
    phone: str | None
    engagement_score: float
    engagement_level: str
    groups: int


class EmailAsset(Struct, frozen=True):
    """An e-mail of a journey and what became of it."""

    asset: str
    sent: int
    delivered: int
    opened: int
    clicked: int


class JourneyAccount(Struct, frozen=True):
    """An account in a journey, by its latest entry."""

    id: str
    name: str
    status: str | None
    entered_at: datetime
    left_at: datetime | None
    days: int


class JourneyPage(Struct, frozen=True):
    """Journey details."""

    id: str
    name: str
    status: str | None
    description: str | None
    published_at: datetime | None
    ends_at: datetime | None
    completed: int
    in_progress: int
    aborted: int
    completion_rate: float | None
    """0–1; None where no account is in it."""
    average_days: float | None
    accounts_engaged: int
    people_engaged: int
    completions: tuple[tuple[date, int], ...]
    """(Monday of the week, accounts completed), oldest first, no week left out."""
    emails: tuple[EmailAsset, ...] | None
    """None: not known as of this day, for the activities lie in a lake that was read as of another."""
    account_list: tuple[JourneyAccount, ...]
    as_of: date
    has_emails: bool = True
    """False: the e-mails are still to be counted."""
    more_accounts: int = 0
    """Accounts beyond those in the list."""
    more_emails: int = 0
    """E-mails beyond those in the list."""


class TemplateRoleLine(Struct, frozen=True):
    """A role of a template as its page shows it; ``share`` is its weighting over the sum of all, 0–1."""

    role: str
    weighting: float
    share: float
    members_required: int
    required_for_completeness: bool
    match_all: bool
    conditions: tuple[str, ...]
    """In words."""


class TemplatePage(Struct, frozen=True):
    """Roles template details."""

    name: str
    status: str
    roles: tuple[TemplateRoleLine, ...]
    solution_interests: tuple[str, ...]
    groups: int
    as_of: date


class StageCount(Struct, frozen=True):
    """A stage and the number of groups in it. ``stage`` None: no stage."""

    stage: str | None
    groups: int


class InterestPage(Struct, frozen=True):
    """Solution interest details."""

    name: str
    roles_template: str
    stage_model: str | None
    audience: tuple[str, ...]
    """In words; empty: every account."""
    groups: int
    stages: tuple[StageCount, ...]
    accounts_without_group: tuple[Named, ...]
    """The first 200 by name."""
    accounts_without_group_count: int
    as_of: date


class StageLine(Struct, frozen=True):
    """A stage of a model: what it is, where it leads, how many groups are in it."""

    stage: str
    is_entry: bool
    is_success: bool
    is_failure: bool
    leads_to: tuple[str, ...]
    groups: int


class StageModelPage(Struct, frozen=True):
    """Stage model details."""

    name: str
    stages: tuple[StageLine, ...]
    solution_interests: tuple[str, ...]
    groups: int
    as_of: date
