"""What a group's completeness would be, were its roles filled otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.rules.completeness import group_completeness, missing_and_short, role_completeness
from bgdetails.views.values import RoleFill


class WhatIf(Struct, frozen=True):
    """The completeness now and then, and the roles that nobody would have."""

    now: float | None
    then: float | None
    missing: tuple[str, ...]


def what_if(roles: Sequence[RoleFill], leaving: Iterable[str], joining: Iterable[str] = ()) -> WhatIf:
    """The roles that members would lose, and those that people would get, one for each of them."""
    change = Counter(role.casefold() for role in joining)
    change.subtract(role.casefold() for role in leaving)
    then = []
    for fill in roles:
        assigned = max(fill.assigned + change[fill.role.casefold()], 0)
        then.append(replace(fill, assigned=assigned, completeness=role_completeness(assigned, fill.required)))
    return WhatIf(group_completeness(roles), group_completeness(then), missing_and_short(then)[0])
