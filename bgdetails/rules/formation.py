"""Who is in a formed group and as what, and what a refresh may change (docs/model.md, who is in a group).

Pure: the refresh brings the people, their CRM roles and the rows of membership, and carries out the changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from bgdetails.rules.conditions import Test, compile_conditions, fields_of
from bgdetails.rules.model import RolesTemplate, SolutionInterest


class Source(StrEnum):
    """How a membership came, or who ended it; the first outranks the second, and the second the third."""

    MANUAL = "manual"
    JOURNEY = "journey"
    SYSTEM = "system"


class RoleMatcher:
    """Says which role of a template somebody has.

    Attributes:
        fields: The attributes of a person that the template's conditions test.
    """

    def __init__(self, template: RolesTemplate, opportunity_roles: Mapping[str, str]) -> None:
        """``opportunity_roles`` maps CRM roles to roles, as the rules have them."""
        self.fields = fields_of(condition for role in template.roles for condition in role.conditions)
        self._tests: list[tuple[str, Test]] = [
            (role.role, compile_conditions(role.conditions, role.match_all))
            for role in template.roles
            if role.conditions
        ]
        places = {role.role.casefold(): place for place, role in enumerate(template.roles)}
        self._names = [role.role for role in template.roles]
        self._place_of_crm = {
            crm.strip().casefold(): places[role.casefold()]
            for crm, role in opportunity_roles.items()
            if role.casefold() in places
        }

    def by_crm(self, crm_roles: Iterable[str | None]) -> str | None:
        """The role that the CRM gives: of several the first in the template's order."""
        return next(iter(self.all_by_crm(crm_roles)), None)

    def all_by_crm(self, crm_roles: Iterable[str | None]) -> tuple[str, ...]:
        """Every role that the CRM gives, in the template's order."""
        places = {self._place_of_crm.get((role or "").strip().casefold()) for role in crm_roles}
        return tuple(self._names[place] for place in sorted(place for place in places if place is not None))

    def by_conditions(self, values: Mapping[str, object]) -> str | None:
        """The first role whose conditions hold."""
        return next((role for role, holds in self._tests if holds(values)), None)

    def role_of(self, values: Mapping[str, object], crm_roles: Iterable[str | None] = ()) -> str | None:
        """The CRM role first, then the conditions, else none."""
        return self.by_crm(crm_roles) or self.by_conditions(values)


def audience(interest: SolutionInterest) -> Test:
    """Which accounts an interest is for: all conditions have to hold; none: every account."""
    return compile_conditions(interest.audience, match_all=True)


def opportunities(interest: SolutionInterest) -> Test:
    """Which opportunities belong to an interest: all conditions have to hold; none: every one."""
    return compile_conditions(interest.opportunities, match_all=True)


class MembershipRow(Protocol):
    """A row of membership, with what the precedence needs."""

    @property
    def role(self) -> str: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def removed_at(self) -> int | None: ...  # noqa: D102
    @property
    def removed_by(self) -> str | None: ...  # noqa: D102


class Change(Struct, frozen=True):
    """What a refresh does with one person in one group: ``role`` None ends the membership."""

    role: str | None
    joins: bool = False


def maintain(
    rows: Sequence[MembershipRow], current: MembershipRow | None, fits: str | None, end_of_day: int
) -> Change | None:
    """What a refresh changes, if anything.

    Args:
        rows: All rows of the person in the group.
        current: The one that holds on the day, if any.
        fits: The role that fits now; None: none, or the account left the audience, or the person the account.
        end_of_day: The last microsecond of the scoring day.
    """
    if current is not None:
        if current.source != Source.SYSTEM or (fits is not None and fits.casefold() == current.role.casefold()):
            return None
        return Change(fits)
    if fits is None or any(_stays_removed(row, end_of_day) for row in rows):
        return None
    return Change(fits, joins=True)


def _stays_removed(row: MembershipRow, end_of_day: int) -> bool:
    """Ended by hand or by a journey; where nobody knows by whom, it may have been by hand."""
    if row.removed_at is None or row.removed_at > end_of_day:
        return False
    return row.removed_by != Source.SYSTEM
