"""The search field of a list with filters: what it offers to complete, and the filters as chips beside it.

The chips and ``+ filter`` are stops of their own: Tab, or Right at the end of the text, goes to the first. There the
keys of the page work, and Enter takes a filter off.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from textual import events
from textual.message import Message

from bgdetails.keys import shown
from bgdetails.text import clip, visible
from bgdetails.widgets.document import Line, Span, line_width
from bgdetails.widgets.drawing import glyphs_of, margin_of
from bgdetails.widgets.search_field import SearchField

_LONGEST_CHIP = 36
_GAP = "  "
_ADD = -1


class Completer(Protocol):
    """Who offers completions, and is told what becomes of them."""

    def take(self, number: int) -> None:
        """The completion of that number is taken."""

    def mark(self) -> None:
        """Another one is marked."""

    def close(self) -> None:
        """None of them is wanted."""


class QueryField(SearchField):
    """The field. Posts, besides what every search field does, ``Removed`` and ``MoreWanted``."""

    class Removed(Message):
        """The filter of that number was taken off."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    class MoreWanted(Message):
        """A filter is to be added."""

    class KeysChanged(Message):
        """Other keys work now: on a chip, or while something is offered."""

    def __init__(self, hint: str, cells: int, *, id: str | None = None) -> None:
        super().__init__(hint, cells, id=id)
        self.chips: tuple[str, ...] = ()
        self.completer: Completer | None = None
        self.offered = 0
        """How many completions are offered."""
        self.chosen = 0
        self.on_chip: int | None = None
        """The chip that has the focus; the number of chips: ``+ filter``."""
        self._shown: list[tuple[int, int, int]] = []

    # -- what it shows -------------------------------------------------------------------------------------------------

    def set_chips(self, chips: Sequence[str]) -> None:
        """Show these filters."""
        if tuple(chips) != self.chips:
            self.chips = tuple(chips)
            if self.on_chip is not None:
                self.on_chip = min(self.on_chip, len(self.chips))
            self.refresh()

    def offer(self, count: int) -> None:
        """So many completions are shown now; the first is marked."""
        self.offered, self.chosen = count, 0
        self.post_message(self.KeysChanged())

    def replace_text(self, start: int, written: str) -> None:
        """Put ``written`` in the place of what stands between ``start`` and the caret."""
        after = self.value[self.caret :]
        if written.endswith(" ") and after.startswith(" "):
            after = after[1:]
        self._edit(self.value[:start] + written + after, start + len(written))

    @property
    def has_caret(self) -> bool:
        """Whether what is typed goes into the text now."""
        return self.has_focus and self.on_chip is None

    def beside_at(self, cells: int) -> Line:
        """A fault, else as many whole chips as find room, and how another filter is added."""
        self._shown = []
        if self.beside or cells < 12:
            return self.beside
        glyphs = glyphs_of(self.app)
        focused = self.on_chip if self.has_focus else None
        add: Line = (
            Span("+ filter ", "accent bold" if focused == len(self.chips) else "quiet"),
            Span(shown("filter").split()[0], "key"),
        )
        spans: list[Span] = []
        first = max(0, focused - 2) if focused is not None else 0
        for number in range(first, len(self.chips)):
            text = clip(visible(self.chips[number]), _LONGEST_CHIP, glyphs.ellipsis)
            mark = glyphs.focus if focused == number else " "
            chip: Line = (
                Span(mark, "chip accent"),
                Span(text, "chip bold" if focused == number else "chip"),
                Span(f" {glyphs.close} ", "chip quiet"),
            )
            rest = len(self.chips) - number - 1
            needed = line_width(tuple(spans)) + line_width(chip) + (len(f" +{rest}") if rest else 0)
            if needed > cells:
                spans.append(Span(f"+{rest + 1}", "quiet"))
                return tuple(spans)
            start = line_width(tuple(spans))
            self._shown.append((start, start + line_width(chip), number))
            spans += [*chip, Span(" ")]
        start = line_width(tuple(spans)) + (1 if spans else 0)
        if start + line_width(add) <= cells:
            spans += [*([Span(" ")] if spans else []), *add]
            self._shown.append((start, start + line_width(add), _ADD))
        return tuple(spans)

    def _edit(self, value: str, caret: int) -> None:
        self.offered = 0  # what was offered for another text cannot be taken any more
        super()._edit(value, caret)

    # -- keys ----------------------------------------------------------------------------------------------------------

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """On a chip the keys of the page work."""
        return self.on_chip is None and super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        on_chip = self.on_chip is not None
        if self._chip_key(event.key) if on_chip else self._offer_key(event.key) or self._to_chips(event.key):
            event.stop()
            event.prevent_default()
        elif on_chip:
            event.prevent_default()  # no text: a key of the page

    def _offer_key(self, key: str) -> bool:
        """Take what is offered (Tab, or Right at the end), mark another (Up), close it (Esc)."""
        if not self.offered or self.completer is None:
            return False
        if key == "tab" or (key == "right" and self.caret == len(self.value)):
            self.completer.take(self.chosen)
        elif key == "up":
            self.chosen = (self.chosen - 1) % self.offered
            self.completer.mark()
        elif key == "escape":
            self.completer.close()
        else:
            return False
        return True

    def _to_chips(self, key: str) -> bool:
        """Tab, or Right at the end, to the first chip; Backspace in an empty field takes the last one off."""
        if not self.chips:
            return False
        if key == "tab" or (key == "right" and self.caret == len(self.value)):
            self._go_to(0)
        elif key == "backspace" and not self.value:
            self.post_message(self.Removed(len(self.chips) - 1))
        else:
            return False
        return True

    def _chip_key(self, key: str) -> bool:
        at = self.on_chip
        assert at is not None
        if key in ("left", "h", "shift+tab", "escape") and (at == 0 or key in ("shift+tab", "escape")):
            self._go_to(None)
        elif key in ("left", "h"):
            self._go_to(at - 1)
        elif key in ("right", "l"):
            self._go_to(min(at + 1, len(self.chips)))
        elif key in ("tab", "down", "j"):
            self._go_to(None)
            self.post_message(self.Submitted(self, key))
        elif key == "enter" and at == len(self.chips):
            self.post_message(self.MoreWanted())
        elif key in ("enter", "delete", "backspace") and at < len(self.chips):
            self.post_message(self.Removed(at))
        else:
            return False
        return True

    def _go_to(self, chip: int | None) -> None:
        self.on_chip = chip
        self.refresh()
        self.post_message(self.KeysChanged())

    def chip_places(self) -> list[tuple[int, int, int]]:
        """The chips that are shown: column after the margin, width, number; the last may be ``+ filter``."""
        cells, _ = self.layout_at(self.size.width)
        before = cells + len(_GAP)
        return [
            (before + start, end - start, len(self.chips) if number == _ADD else number)
            for start, end, number in self._shown
        ]

    def focus_chip(self, number: int) -> None:
        """Put the focus on a chip."""
        self.focus(scroll_visible=False)
        self._go_to(min(number, len(self.chips)))

    def on_blur(self) -> None:
        """The next time one types."""
        self.on_chip = None

    # -- mouse ---------------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """A click on a chip's cross takes the filter off, one beside it focuses it; one on ``+ filter`` adds one."""
        x = event.x - margin_of(self.size.width)
        for start, width, number in self.chip_places():
            if start <= x < start + width:
                if number == len(self.chips):
                    self.post_message(self.MoreWanted())
                elif x >= start + width - 3:
                    self.post_message(self.Removed(number))
                else:
                    self._go_to(number)
                return
        self._go_to(None)
