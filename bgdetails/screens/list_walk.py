"""What ``n`` and ``p`` of a group's page go through: the list that it was opened from (``Neighbours``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from bgdetails.navigation import Target
    from bgdetails.widgets.line_table import LineTable


class Walked(Protocol):
    """The list."""

    table: LineTable[Any]
    found: int | None
    """How many groups it has; None: not counted yet."""

    def target(self) -> Target | None:
        """The group under the cursor."""


class ListWalk:
    """The groups of a list, one after the other; the list's cursor goes along."""

    def __init__(self, walked: Walked) -> None:
        self._list = walked

    def position(self, target: Target) -> tuple[int, int] | None:
        """Where a group stands in the list."""
        if self._list.found is None or target != self._list.target():
            return None
        return self._list.table.cursor + 1, self._list.found

    def step(self, target: Target, by: int) -> Target | None:
        """The next or previous group of the list."""
        table = self._list.table
        to = table.cursor + by
        if self.position(target) is None or not 0 <= to < table.total:
            return None
        table.move_to(to)
        return self._list.target()
