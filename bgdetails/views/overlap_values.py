"""The contact overlap of an account: people in two or more of its groups."""

from __future__ import annotations

from msgspec import Struct

from bgdetails.views.values import IntentProduct


class OverlapGroup(Struct, frozen=True):
    """A group in which a person of the overlap is."""

    id: str
    name: str
    role: str
    solution_interest: str


class OverlapPerson(Struct, frozen=True):
    """A person in two or more groups of an account."""

    id: str
    name: str
    title: str | None
    engagement_score: float
    engagement_level: str
    groups: tuple[OverlapGroup, ...]


class OverlapDetails(Struct, frozen=True):
    """A person of the overlap, and the products that the person shows intent in, strongest first."""

    person: OverlapPerson
    products: tuple[IntentProduct, ...]

    def product_of(self, group: OverlapGroup) -> IntentProduct | None:
        """The product that the group's interest is named after; None: there is no intent in one of that name."""
        wanted = group.solution_interest.casefold()
        return next((product for product in self.products if product.product.casefold() == wanted), None)
