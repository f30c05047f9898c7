"""The tables of a workspace.

Conventions, everywhere in the store:

- ``id`` is ours, an integer that never leaves the program. ``public_id`` is what people and JSON see
  (docs/formats.md, ids); it is unique within a kind.
- A point in time is an integer: microseconds since 1970-01-01T00:00:00Z. A day is an integer: days since
  1970-01-01, UTC. A close date is text, ``YYYY-MM-DD``.
- ``*_key`` columns hold ``str.casefold()`` of the column they are named after: comparing and sorting use them.
- ``deleted`` is the record's own mark; ``hidden`` is what screens and scores obey: the record's own mark or that of
  its account.
- Unknown is NULL, never an empty text.
"""

from bgdetails.store.tables.activities import Activity, ActivityDay, ActivityType, JourneyEmail
from bgdetails.store.tables.dashboard import DashboardCount
from bgdetails.store.tables.records import (
    Account,
    AccountJourney,
    BuyingGroup,
    ExternalId,
    IntentKeyword,
    JoinKey,
    Journey,
    Membership,
    Note,
    Opportunity,
    OpportunityContactRole,
    Person,
    SourceName,
    StageChange,
)
from bgdetails.store.tables.requests import Spending, SummaryBatch, SummaryRequest
from bgdetails.store.tables.rules import (
    RolesTemplate,
    SolutionInterest,
    Stage,
    StageModel,
    StageTransition,
    TemplateRole,
)
from bgdetails.store.tables.scores import (
    AccountPeople,
    AccountScore,
    DealScore,
    GroupAtRisk,
    GroupNews,
    GroupRole,
    GroupRow,
    GroupScore,
    IntentScale,
    IntentStrength,
    InterestCount,
    JourneyScore,
    PersonScore,
    ScoreDay,
)
from bgdetails.store.tables.workspace import (
    LoggedAction,
    SavedView,
    Summary,
    SummaryFeedback,
    ViewHistory,
    Watched,
    Workspace,
)
from bgdetails.store.version import SCHEMA_VERSION

__all__ = [
    "SCHEMA_VERSION",
    "Account",
    "AccountJourney",
    "AccountPeople",
    "AccountScore",
    "Activity",
    "ActivityDay",
    "ActivityType",
    "BuyingGroup",
    "DashboardCount",
    "DealScore",
    "ExternalId",
    "GroupAtRisk",
    "GroupNews",
    "GroupRole",
    "GroupRow",
    "GroupScore",
    "IntentKeyword",
    "IntentScale",
    "IntentStrength",
    "InterestCount",
    "JoinKey",
    "Journey",
    "JourneyEmail",
    "JourneyScore",
    "LoggedAction",
    "Membership",
    "Note",
    "Opportunity",
    "OpportunityContactRole",
    "Person",
    "PersonScore",
    "RolesTemplate",
    "SavedView",
    "ScoreDay",
    "SolutionInterest",
    "SourceName",
    "Spending",
    "Stage",
    "StageChange",
    "StageModel",
    "StageTransition",
    "Summary",
    "SummaryBatch",
    "SummaryFeedback",
    "SummaryRequest",
    "TemplateRole",
    "ViewHistory",
    "Watched",
    "Workspace",
]
