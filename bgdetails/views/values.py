"""Values that several views share. Scores are 0–100 and unrounded; unknown is None; times are aware UTC datetimes."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct


class Named(Struct, frozen=True):
    """A record that can be opened: its public id and its name."""

    id: str
    name: str


class TrendPoint(Struct, frozen=True):
    """The scores as if ``as_of`` were the scoring day."""

    as_of: date
    engagement_score: float
    completeness_score: float | None = None


class IntentKeywordLevel(Struct, frozen=True):
    """A keyword and its level: High, Medium or Low."""

    keyword: str
    level: str


class IntentProduct(Struct, frozen=True):
    """A product, its level and score (0–1), and the strongest five keywords."""

    product: str
    level: str
    score: float
    keywords: tuple[IntentKeywordLevel, ...] = ()


class IntentCategory(Struct, frozen=True):
    """A category with its products, strongest first."""

    category: str
    level: str
    products: tuple[IntentProduct, ...] = ()


class JourneyEntry(Struct, frozen=True):
    """A journey that an account is in."""

    id: str
    name: str
    entered_at: datetime


class ActivityLine(Struct, frozen=True):
    """One activity as a list shows it; ``moment_type`` and ``description`` are those of moments and CRM activities."""

    type: str
    at: datetime
    asset: str | None = None
    subject: str | None = None
    url: str | None = None
    description: str | None = None
    moment_type: str | None = None
    is_moment: bool = False
    done_to_person: bool = False

    @property
    def kind(self) -> str:
        """The type; of an interesting moment its own kind."""
        return self.moment_type if self.is_moment and self.moment_type else self.type

    @property
    def about(self) -> str | None:
        """What it was about: a moment's description, else asset, subject, description, or the page's address."""
        if self.is_moment and self.description:
            return self.description
        page = self.url.partition("://")[2] or self.url if self.url else None
        return self.asset or self.subject or self.description or page


class Touch(Struct, frozen=True):
    """A call, meeting or e-mail by our side."""

    type: str
    at: datetime
    owner: str | None = None


class RoleFill(Struct, frozen=True):
    """A role of a template and how a group fills it."""

    role: str
    weighting: float
    required: int
    assigned: int
    completeness: float
    """0–100."""
    required_for_completeness: bool
    share: float = 0.0
    """Weight share among the roles that have a member, 0–1."""


class SubjectGone(Exception):  # noqa: N818 - it is news, not a fault
    """The subject of a page is not there any more; its text says so in one sentence."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"This {kind} is not in the workspace any more.")
