"""Help: the keys that work on the page below, and the others, from the one table."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding
from textual.screen import Screen

from bgdetails import keys
from bgdetails.keys import Entry
from bgdetails.screens.searching import SearchedOverlay
from bgdetails.text import fit, wrap
from bgdetails.widgets.document import Action, Block, Document, Span, Spot

_KEYS = 18


def key_ids(screen: Screen[object]) -> list[str]:
    """Ids of the keys that the screen, what has its focus, and the app declare."""
    places = [screen.focused, screen, screen.app] if screen.focused else [screen, screen.app]
    found = [
        binding.id
        for place in places
        for kind in type(place).__mro__
        for binding in kind.__dict__.get("BINDINGS", ())
        if isinstance(binding, Binding) and binding.id
    ]
    return list(dict.fromkeys(found))


def draw_keys(ids: Sequence[str], columns: int) -> Document:
    """The table of keys, a section a group."""
    block: Block = [(Span("Keys that work here", "bold"),)]
    sections: dict[str, int] = {}
    wanted = set(ids)
    for group in dict.fromkeys(key.group for key in keys.TABLE):
        rows = [key for key in keys.TABLE if key.group == group and key.id in wanted]
        if not rows:
            continue
        block.append(())
        sections[group] = len(block)
        block.append((Span(group, "quiet"),))
        for key in rows:
            spot = Spot(f"key/{key.id}", group, Action("close"), row=True)
            room = max(1, columns - _KEYS - 2)
            for number, text in enumerate(wrap(key.help, room)):
                written = Span(fit(keys.shown(key.id) if number == 0 else "", _KEYS), "key", spot)
                block.append((written, Span("  ", "", spot), Span(fit(text, room), "", spot)))
    return Document.of(block, sections)


class Help(SearchedOverlay):
    """The overlay."""

    def __init__(self) -> None:
        super().__init__()
        self._ids: Sequence[str] = ()

    def own_entries(self) -> Sequence[Entry]:
        """Keys of help itself."""
        return (Entry("↑ ↓", "move", 1),)

    def draw_all(self, columns: int) -> Document:
        """The text for a width."""
        return draw_keys(self._ids, columns)

    def show_keys(self, screen: Screen[object]) -> None:
        """Fill it for the screen below, from its beginning."""
        self._ids = key_ids(screen)
        self.begin()
