"""What ``n`` and ``p`` of a group's page go through: the list that it was opened from (``Neighbours``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bgdetails.navigation import Target
    from bgdetails.screens.browse import Browse


class ListWalk:
    """The groups of a list, one after the other; the list's cursor goes along."""

    def __init__(self, browse: Browse) -> None:
        self._browse = browse

    def position(self, target: Target) -> tuple[int, int] | None:
        """Where a group stands in the list."""
        browse = self._browse
        if browse.found is None or target != browse.target():
            return None
        return browse.table.cursor + 1, browse.found

    def step(self, target: Target, by: int) -> Target | None:
        """The next or previous group of the list."""
        table = self._browse.table
        to = table.cursor + by
        if self.position(target) is None or not 0 <= to < table.total:
            return None
        table.move_to(to)
        return self._browse.target()
