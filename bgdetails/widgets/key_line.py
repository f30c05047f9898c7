"""The last row: the keys that work now, whole entries dropped by rank where it gets narrow."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from textual.strip import Strip
from textual.widget import Widget

from bgdetails.keys import Entry
from bgdetails.text import width
from bgdetails.widgets.document import Line, Span
from bgdetails.widgets.drawing import glyphs_of, margin_of, styles_of, to_strip

_GAP = 3


def entries_that_fit(entries: Sequence[Entry], cells: int) -> list[Entry]:
    """The entries without those of the highest rank, until they fit; rank 0 goes only where nothing else is left."""
    kept = list(entries)
    while len(kept) > 1 and _width(kept) > cells:
        del kept[max(range(len(kept)), key=lambda index: (kept[index].rank, index))]
    return kept


def _width(entries: Sequence[Entry]) -> int:
    return sum(width(e.shown) + 1 + width(e.word) for e in entries) + _GAP * (len(entries) - 1)


def key_spans(entries: Sequence[Entry]) -> Line:
    """Bold key, quiet word, three blanks between."""
    spans: list[Span] = []
    for index, entry in enumerate(entries):
        if index:
            spans.append(Span(" " * _GAP))
        spans.append(Span(entry.shown, "key"))
        spans.append(Span(f" {entry.word}", "quiet"))
    return tuple(spans)


class KeyLine(Widget):
    """Shows entries of ``bgdetails.keys``; while a line is said instead, that."""

    DEFAULT_CSS = "KeyLine { dock: bottom; height: 1; width: 1fr; background: $panel; }"

    def __init__(self, entries: Sequence[Entry] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._entries = tuple(entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The keys that work now."""
        return self._entries

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these keys."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The row."""
        columns = self.size.width
        margin = margin_of(self.app.size.width)
        glyphs = glyphs_of(self.app)
        entries = self._entries
        if glyphs.is_ascii:  # the sign has no likeness there, and a key is called by its name
            entries = tuple(replace(e, shown=e.shown.replace("↵", "Enter")) for e in entries)
        shown = entries_that_fit(entries, columns - 2 * margin)
        return to_strip(key_spans(shown), columns, styles_of(self.app, "panel"), glyphs, margin=margin)
