"""Contact coverage of an account: how many people have which role for which solution interest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bgdetails.views.pages import Coverage
from bgdetails.views.roles import Role


def contact_coverage(templates: Mapping[str, Sequence[Role]], people: Mapping[str, Mapping[str, int]]) -> Coverage:
    """The grid: interests in the order given, roles in order of first appearance.

    Args:
        templates: The roles of each interest's template.
        people: Of each interest how many different people have which role, case-folded; who is not there: nobody.
    """
    columns: dict[str, str] = {}
    for roles in templates.values():
        for role in roles:
            columns.setdefault(role.key, role.role)

    def number(interest: str, key: str) -> int:
        return people.get(interest, {}).get(key, 0)

    return Coverage(
        interests=tuple(templates),
        roles=tuple(columns.values()),
        cells=tuple(
            tuple(number(interest, key) if any(role.key == key for role in roles) else None for key in columns)
            for interest, roles in templates.items()
        ),
        required_and_empty=frozenset(
            (interest, columns[role.key])
            for interest, roles in templates.items()
            for role in roles
            if role.required_for_completeness and not number(interest, role.key)
        ),
    )
