"""The interests whose groups the rules form, with their tests ready."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from bgdetails.rules.conditions import Test, fields_of
from bgdetails.rules.formation import RoleMatcher, audience, opportunities
from bgdetails.rules.model import RuleSet

_MOST_REMEMBERED = 200_000
# Given: at least one group came from an input; the rules leave such an interest alone.
_FORMED = """
SELECT i.id, i.name_key FROM solution_interest i WHERE i.defined AND NOT EXISTS
(SELECT 1 FROM buying_group g WHERE g.interest_id = i.id AND g.origin = 'input') ORDER BY i.id
"""


@dataclass(slots=True)
class RoleFinder:
    """A template's conditions; people with the same attributes are looked at once."""

    matcher: RoleMatcher
    _known: dict[tuple[object, ...], str | None] = field(default_factory=dict)

    def by_conditions(self, values: Mapping[str, object]) -> str | None:
        """The first role whose conditions hold."""
        key = tuple(values[name] for name in self.matcher.fields)
        try:
            return self._known[key]
        except KeyError:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            role = self._known[key] = self.matcher.by_conditions(values)
            return role


class FormedInterest(Struct, frozen=True):
    """An interest, and what decides who is in its groups."""

    id: int
    name: str
    in_audience: Test
    has_opportunity: Test
    finder: RoleFinder
    update_existing: bool


class Formation(Struct, frozen=True):
    """All interests that the rules form groups of, and the fields that their conditions test."""

    interests: tuple[FormedInterest, ...]
    person_fields: tuple[str, ...]
    account_fields: tuple[str, ...]
    opportunity_fields: tuple[str, ...]


def read_formation(connection: sqlite3.Connection, rules: RuleSet) -> Formation:
    """What the rules form, as the workspace stands."""
    templates = {template.name.casefold(): template for template in rules.templates if template.live}
    finders = {key: RoleFinder(RoleMatcher(template, rules.opportunity_roles)) for key, template in templates.items()}
    defined = {interest.name.casefold(): interest for interest in rules.interests}
    formed = [
        (number, defined[key])
        for number, key in connection.execute(_FORMED)
        if key in defined and defined[key].roles_template.casefold() in finders
    ]
    interests = tuple(
        FormedInterest(
            id=number,
            name=interest.name,
            in_audience=audience(interest),
            has_opportunity=opportunities(interest),
            finder=finders[interest.roles_template.casefold()],
            update_existing=interest.update_existing,
        )
        for number, interest in formed
    )
    return Formation(
        interests,
        person_fields=_distinct([interest.finder.matcher.fields for interest in interests]),
        account_fields=_distinct([fields_of(interest.audience) for _, interest in formed]),
        opportunity_fields=_distinct([fields_of(interest.opportunities) for _, interest in formed]),
    )


def _distinct(names: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in names for name in each))
