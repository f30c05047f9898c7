"""Roles of many groups as numbers: the same role of two templates has one number."""

from __future__ import annotations

import numpy as np

from bgdetails.refresh.columns import Integers
from bgdetails.refresh.groups import GroupBatch

FOREIGN, UNMET = -1, -2
"""A role that the group's template lacks; one that no template has."""


class RoleCodes:
    """The roles that were met, in the order in which they were."""

    def __init__(self) -> None:
        """None was met yet."""
        self.names: list[str] = []
        self.keys: list[str] = []

    def of(self, batch: GroupBatch) -> Integers:
        """The number of the role of each membership of a batch."""
        templates = {template: number for number, template in enumerate(dict.fromkeys(batch.templates))}
        width = max(len(template.roles) for template in templates) + 1
        table = np.full((len(templates), width), FOREIGN, np.int64)
        for template, number in templates.items():
            for place, role in enumerate(template.roles):
                table[number, place] = self._number(role.role, role.role_key)
        of_groups = np.array([templates[template] for template in batch.templates])
        found: Integers = table[of_groups[batch.memberships.groups], batch.memberships.roles]
        return found

    def number(self, role: str) -> int:
        """That of a role, whatever its case."""
        key = role.casefold()
        return self.keys.index(key) if key in self.keys else UNMET

    def _number(self, role: str, key: str) -> int:
        if key not in self.keys:
            self.names.append(role)
            self.keys.append(key)
        return self.keys.index(key)
