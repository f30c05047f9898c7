"""Contact coverage of an account: how many people have which role for which solution interest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bgdetails.views.pages import Coverage
from bgdetails.views.roles import Role


def contact_coverage(
    templates: Mapping[str, Sequence[Role]],
    interest_of_group: Mapping[int, str],
    members: Mapping[tuple[int, int], str],
) -> Coverage:
    """The grid: interests in the order given, roles in order of first appearance."""
    columns: dict[str, str] = {}
    for roles in templates.values():
        for role in roles:
            columns.setdefault(role.key, role.role)
    people: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for (group_id, person_id), role_name in members.items():
        people[interest_of_group[group_id], role_name.casefold()].add(person_id)
    return Coverage(
        interests=tuple(templates),
        roles=tuple(columns.values()),
        cells=tuple(
            tuple(len(people[interest, key]) if any(role.key == key for role in roles) else None for key in columns)
            for interest, roles in templates.items()
        ),
        required_and_empty=frozenset(
            (interest, columns[role.key])
            for interest, roles in templates.items()
            for role in roles
            if role.required_for_completeness and not people[interest, role.key]
        ),
    )
