"""What the check of an opportunity shows, as frozen values; ``views/deal.py`` fills it."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from bgdetails.rules.deals import DealCheck
from bgdetails.views.values import Named


class DealPersonLine(Struct, frozen=True):
    """Somebody whom the check is over. ``roles`` as the CRM has them, each with the role that it stands for."""

    id: str
    name: str
    title: str | None
    roles: tuple[str, ...]
    is_decision_maker: bool
    is_champion: bool
    engagement_score: float
    engagement_level: str
    last_activity_at: datetime | None
    is_silent: bool

    @property
    def is_engaged(self) -> bool:
        """With a score above 0."""
        return self.engagement_score > 0


class DealDetails(Struct, frozen=True):
    """An opportunity with its check; ``check`` None: it is closed, so there is nothing to check."""

    id: str
    name: str
    account: Named
    stage: str | None
    amount: float | None
    currency: str | None
    close_date: date | None
    owner: str | None
    check: DealCheck | None
    people: tuple[DealPersonLine, ...]
    """Decision Makers first, then Champions, each by score, then name; of many members of groups the first hundred."""
    people_count: int
    from_groups: bool
    """Nobody has a contact role: the people are members of the account's groups."""
    as_of: date
