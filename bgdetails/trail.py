"""The way that a reader took: the pages behind and ahead, each as it was left, and its names for the path."""

from __future__ import annotations

from copy import copy

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.navigation import LIST, Target

GROUPS = Target(LIST)
_CRUMBS = 3
_KINDS = {
    "group": "Buying groups",
    "account": "Accounts",
    "person": "People",
    "journey": "Account journeys",
    "template": "Roles templates",
    "interest": "Solution interests",
    "stage-model": "Stage models",
}


class Stop(Struct, frozen=True):
    """A page on the way: what it shows, its name once it was seen, and where the reader was on it.

    ``number`` tells it from every other stop, also of the same target.
    """

    target: Target
    name: str = ""
    state: object = None
    number: int = 0


class Trail:
    """The stops, and the one where the reader is."""

    def __init__(self, start: Target, *, named: bool) -> None:
        """Begin at ``start``; ``named``: the page that the program was told to open is to follow it."""
        self._stops = [Stop(start)]
        self._at = 0
        self._made = 0
        self._named = named

    def copy(self) -> Trail:
        """The way as it is now."""
        copied = copy(self)
        copied._stops = [*self._stops]
        return copied

    @property
    def here(self) -> Stop:
        """Where the reader is."""
        return self._stops[self._at]

    def leave(self, name: str, state: object) -> None:
        """Keep how the present page is left."""
        self._stops[self._at] = replace(self.here, name=name, state=state)

    def keep(self, number: int, state: object) -> Stop | None:
        """Keep how the stop of that number was left, wherever it lies; None where it is forgotten."""
        for at, stop in enumerate(self._stops):
            if stop.number == number:
                self._stops[at] = replace(stop, state=state)
                return self._stops[at]
        return None

    def list_behind(self) -> Stop | None:
        """The list from which the reader came to the present page, or is on."""
        return next((stop for stop in reversed(self._stops[: self._at + 1]) if stop.target.kind == LIST), None)

    def add(self, target: Target, *, instead: bool = False, state: object = None) -> None:
        """Go on to a page; what lay ahead is forgotten. ``instead``: the present page is, too."""
        del self._stops[self._at + (0 if instead else 1) :]
        self._made += 1
        self._stops.append(Stop(target, state=state, number=self._made))
        self._at = len(self._stops) - 1

    def reaches(self, step: int) -> bool:
        """Whether there is a page that many steps ahead, or behind."""
        return 0 <= self._at + step < len(self._stops)

    def move(self, step: int) -> None:
        """Go there; the page must be there."""
        self._at += step

    def give_up(self) -> bool:
        """Take the present page off, back to the one before; False where there is none."""
        if self._at == 0:
            return False
        del self._stops[self._at]
        self._at -= 1
        return True

    def path(self) -> tuple[str, ...]:
        """Names of the pages before this one, since the list; a page opened by itself says what kind it is."""
        names: list[str] = []
        for stop in reversed(self._stops[: self._at]):
            if stop.target.kind == LIST:
                names.append(_KINDS["group"])
                break
            names.append(stop.name)
        if not names or (self._named and self._at == 1 and self._stops[0].target == GROUPS):
            names = [_KINDS.get(self.here.target.kind, "")]
        names = [name for name in reversed(names) if name]
        return tuple(names if len(names) <= _CRUMBS else [names[0], *names[1 - _CRUMBS :]])
