"""What the scores of groups need to know of the roles of their templates."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from bgdetails.rules.completeness import group_completeness, missing_and_short
from bgdetails.rules.engagement import role_shares

SEPARATOR = "\x1f"
"""Between texts that are joined."""


class Role(Struct, frozen=True):
    """A role of a template, at its place in the template's order."""

    role: str
    role_key: str
    weighting: float
    required: int
    required_for_completeness: bool


class Fill(Struct, frozen=True):
    """A role and how many members of a group have it."""

    role: str
    assigned: int
    required: int
    required_for_completeness: bool


class Filling(Struct, frozen=True, eq=False):
    """What follows from who has which role; there is one for each way of filling a template."""

    counts: tuple[int, ...]
    completeness: float | None
    missing: str | None
    """Joined by ``SEPARATOR``; None: none."""
    short: str | None
    """The same, as shown: ``Champion 1 of 2``."""
    gaps: int | None
    """What sorts by missing roles first, then by short ones; None where no role is required."""
    shares: tuple[float, ...]
    """The weight share of each role, and 0 for roles that the template lacks."""


class Template:
    """A template's roles, and every way of filling them that was met, so that each is thought about once."""

    __slots__ = ("_fillings", "_places", "roles")

    def __init__(self, roles: Sequence[Role]) -> None:
        """``roles`` are in the template's order."""
        self.roles = tuple(roles)
        self._places: dict[str, int] = {}
        self._fillings: dict[tuple[int, ...], Filling] = {}

    def places_of(self, roles: Sequence[str]) -> list[int]:
        """The place of each of ``roles`` in the template's order; after its last, of one that the template lacks."""
        places = self._places
        try:
            return [places[role] for role in roles]
        except KeyError:
            keys = [role.role_key for role in self.roles]
            for role in roles:
                key = role.casefold()
                places[role] = keys.index(key) if key in keys else len(keys)
            return [places[role] for role in roles]

    def filling(self, counts: tuple[int, ...]) -> Filling:
        """What follows from ``counts`` members in each role, in the template's order."""
        known = self._fillings.get(counts)
        if known is None:
            known = self._fillings[counts] = self._fill(counts)
        return known

    def _fill(self, counts: tuple[int, ...]) -> Filling:
        fills = [
            Fill(role.role, count, role.required, role.required_for_completeness)
            for role, count in zip(self.roles, counts, strict=True)
        ]
        completeness = group_completeness(fills)
        missing, short = missing_and_short(fills)
        shares = role_shares(
            {role.role_key: role.weighting for role, count in zip(self.roles, counts, strict=True) if count}
        )
        by_role = {fill.role: fill for fill in fills}
        return Filling(
            counts=counts,
            completeness=completeness,
            missing=SEPARATOR.join(missing) or None,
            short=SEPARATOR.join(f"{role} {by_role[role].assigned} of {by_role[role].required}" for role in short)
            or None,
            gaps=None if completeness is None else len(missing) * 1000 + len(short),
            shares=(*(shares.get(role.role_key, 0.0) for role in self.roles), 0.0),
        )


def read_templates(connection: sqlite3.Connection) -> dict[int, Template]:
    """All templates by our id."""
    roles: dict[int, list[Role]] = {number: [] for (number,) in connection.execute("SELECT id FROM roles_template")}
    rows = connection.execute(
        "SELECT template_id, role, role_key, weighting, members_required, required_for_completeness"
        " FROM template_role ORDER BY template_id, position"
    )
    for template_id, role, key, weighting, required, for_completeness in rows:
        roles[template_id].append(Role(role, key, weighting, required, bool(for_completeness)))
    return {number: Template(each) for number, each in roles.items()}
