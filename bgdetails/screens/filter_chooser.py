"""Adding a filter to the list: a field, a test, a value, each chosen from a list that typing narrows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from msgspec.structs import replace
from textual import on

from bgdetails import keys
from bgdetails.keys import Entry
from bgdetails.screens.filter_steps import Filter, fields, said, tests, title
from bgdetails.screens.host import host_of
from bgdetails.text import clip, visible
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Action, Block, Document, Span, Spot, pad
from bgdetails.widgets.drawing import glyphs_of
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.widgets.typing import TypingOverlay, typed_line

_MOST = 20


def draw_filter(
    chosen: Filter, text: str, rows: Sequence[tuple[str, str]], note: str, columns: int, glyphs: Glyphs
) -> Document:
    """What was chosen and is typed, and the rows to choose from: (value, how it is shown)."""
    block: Block = [(Span("Add a filter", "bold"),), *typed_line(text, columns, glyphs, chosen.words)]
    for value, shown in rows:
        spot = Spot(f"row/{value}", "rows", Action("choose", value), row=True)
        block.append(pad((Span(clip(visible(shown), columns, glyphs.ellipsis), "name", spot),), columns, spot=spot))
    if note:
        block.append((Span(clip(visible(note), columns, glyphs.ellipsis), "quiet"),))
    return Document.of(block)


class FilterChooser(TypingOverlay):
    """The overlay."""

    widest = 64

    def __init__(self) -> None:
        super().__init__()
        self._chosen = Filter()
        self._values: Sequence[str] = ()
        self._read: Callable[[str], Sequence[str]] = lambda key: ()
        self._add: Callable[[str], object] = lambda part: None

    def entries(self) -> Sequence[Entry]:
        """Only keys that no letter is."""
        return (
            keys.entry("open", word="choose"),
            keys.entry("escape", word="back" if self._chosen.key else "close"),
            Entry("↑ ↓", "move", 2),
        )

    def start(self, read: Callable[[str], Sequence[str]], add: Callable[[str], object]) -> None:
        """Begin. ``read`` tells the values of a key, in a thread; ``add`` is told the finished part of a query."""
        self._read, self._add = read, add
        self._go(Filter())

    def type(self, text: str) -> None:
        """Narrow the rows."""
        self.text = text
        self._redraw()

    def erase(self) -> None:
        """Backspace: a letter, or where there is none the step before."""
        before = self._chosen.back()
        if self.text or before is None:
            super().erase()
        else:
            self._go(before)

    def action_escape(self) -> None:
        """The step before; from the first, close."""
        before = self._chosen.back()
        if before is None:
            self.close()
        else:
            self._go(before)

    def _go(self, chosen: Filter) -> None:
        self._chosen, self.text, self._values = chosen, "", ()
        if chosen.test and not chosen.takes_number:
            host_of(self.app).later(self._load(chosen), "reading what can be filtered by")
        self._redraw()

    async def _load(self, chosen: Filter) -> None:
        values = await asyncio.to_thread(self._read, chosen.key)
        if chosen == self._chosen:
            self._values = [value for value in values if value]
            self._redraw()

    def _rows(self) -> tuple[list[tuple[str, str]], str]:
        """The rows for what is typed, and a note below them."""
        chosen, typed = self._chosen, self.text.strip()
        if not chosen.key:
            rows = [(key, title(key)) for key in fields()]
        elif not chosen.test:
            rows = [(template, words) for words, template in tests(chosen.key)]
        elif chosen.takes_number:
            words, is_right = said(chosen.part(typed)) if typed else ("Type it, then Enter.", False)
            return ([(typed, words)], "") if is_right else ([], words)
        else:
            rows = [(value, value) for value in self._values]
        folded = typed.casefold()
        found = sorted(
            (row for row in rows if folded in row[1].casefold()),
            key=lambda row: not row[1].casefold().startswith(folded),
        )
        if chosen.test and typed and not any(value.casefold() == folded for value, _ in found):
            found.append((typed, f"“{typed}”"))
        if not found:
            return [], f"Nothing is called “{typed}”." if typed else ""
        return found[:_MOST], f"{len(found) - _MOST} more: type to find them." if len(found) > _MOST else ""

    def _redraw(self) -> None:
        chosen, text, (rows, note), glyphs = self._chosen, self.text, self._rows(), glyphs_of(self.app)
        self.fill(lambda columns: draw_filter(chosen, text, rows, note, columns, glyphs), place=Place())

    @on(Canvas.Opened)
    def _choose(self, message: Canvas.Opened) -> None:
        message.stop()
        opens, chosen = message.spot.opens, self._chosen
        if not isinstance(opens, Action) or message.spot not in self.box.document.spots:
            # Two Enters at once: the second was meant for a row of the step before.
            return
        if not chosen.key:
            self._go(Filter(opens.value))
        elif not chosen.test:
            words = next(words for words, template in tests(chosen.key) if template == opens.value)
            self._go(replace(chosen, test=words.partition(",")[0], template=opens.value))
        elif "{number}" in chosen.template and not chosen.value:
            self._go(replace(chosen, value=opens.value))
        elif self.close():
            self._add(chosen.part(opens.value))
