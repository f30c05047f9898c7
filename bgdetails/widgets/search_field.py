"""A field to type into, on a row of its own, with what belongs beside it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from bgdetails.text import end_of
from bgdetails.widgets.document import Line, Span, line_width, pad
from bgdetails.widgets.drawing import content_width, glyphs_of, margin_of, styles_of, to_strip


class SearchField(Widget, can_focus=True):
    """One line of text. Posts ``Changed`` at every edit.

    Enter and Down lead to the ``rows`` below it, and so does Esc where nothing was typed; a field without such rows
    posts ``Submitted`` and ``Escaped`` instead.
    """

    DEFAULT_CSS = "SearchField { height: 1; width: 1fr; background: $background; }"
    prompt: ClassVar[str] = "/"
    ground: ClassVar[str] = "panel"

    class Changed(Message):
        """The text is another one."""

        def __init__(self, field: SearchField, value: str) -> None:
            super().__init__()
            self.field = field
            self.value = value

        @property
        def control(self) -> SearchField:
            """The field."""
            return self.field

    class Submitted(Message):
        """Enter or Down: on to the results."""

        def __init__(self, field: SearchField, key: str) -> None:
            super().__init__()
            self.field = field
            self.key = key

    class Escaped(Message):
        """Esc; ``had_text`` says whether it emptied the field."""

        def __init__(self, field: SearchField, had_text: bool) -> None:
            super().__init__()
            self.field = field
            self.had_text = had_text

    def __init__(self, hint: str, cells: int, *, rows: Widget | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows = rows
        self.hint = hint
        self.cells = cells
        self.value = ""
        self.caret = 0
        self.beside: Line = ()
        self.right: Line = ()
        self.mark: tuple[int, int] | None = None
        """Where in the text something is wrong: its place and length."""

    def set_value(self, value: str) -> None:
        """Put text into the field, without a message."""
        self.value, self.caret = value, len(value)
        self.refresh()

    def set_beside(self, beside: Line, right: Line = ()) -> None:
        """What stands after the field, and at the right end of its row."""
        if (beside, right) != (self.beside, self.right):
            self.beside, self.right = beside, right
            self.refresh()

    def set_mark(self, mark: tuple[int, int] | None) -> None:
        """Mark a part of the text as wrong, or none."""
        if mark != self.mark:
            self.mark = mark
            self.refresh()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Everything that can be typed is text here, not a key."""
        return character is not None and character.isprintable()

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and event.character:
            self._edit(self.value[: self.caret] + event.character + self.value[self.caret :], self.caret + 1)
        elif not self._edit_by_key(event.key):
            return
        event.stop()
        event.prevent_default()

    def _edit_by_key(self, key: str) -> bool:
        """What a key that is no letter does; False where it does nothing here."""
        value, caret = self.value, self.caret
        if key == "backspace":
            self._edit(value[: max(0, caret - 1)] + value[caret:], max(0, caret - 1))
        elif key == "delete":
            self._edit(value[:caret] + value[caret + 1 :], caret)
        elif key in ("ctrl+w", "ctrl+u"):
            kept = "" if key == "ctrl+u" else value[:caret].rstrip().rpartition(" ")[0]
            self._edit(kept + value[caret:], len(kept))
        elif key in ("left", "right", "home", "end"):
            goes_to = {"left": max(0, caret - 1), "right": min(len(value), caret + 1), "home": 0, "end": len(value)}
            self.caret = goes_to[key]
            self.refresh()
        elif key in ("enter", "down"):
            self._leave(self.Submitted(self, key))
        elif key == "escape":
            if had_text := bool(value):
                self._edit("", 0)
            if self.rows is None or not had_text:
                self._leave(self.Escaped(self, had_text))
        else:
            return False
        return True

    def _leave(self, message: Message) -> None:
        if self.rows is None:
            self.post_message(message)
        else:
            self.rows.focus(scroll_visible=False)

    def _on_paste(self, event: events.Paste) -> None:
        text = " ".join(event.text.split())
        self._edit(self.value[: self.caret] + text + self.value[self.caret :], self.caret + len(text))
        event.stop()

    def _edit(self, value: str, caret: int) -> None:
        changed = value != self.value
        self.value, self.caret, self.mark = value, caret, None
        self.refresh()
        if changed:
            self.post_message(self.Changed(self, value))

    def on_click(self, event: events.Click) -> None:
        """A click puts the caret at the end."""
        self.caret = len(self.value)
        self.refresh()

    def field_spans(self, cells: int) -> Line:
        """The field itself: prompt, text with the caret, or the hint."""
        ground = self.ground
        glyphs = glyphs_of(self.app)
        start: Line = (Span(" ", ground), Span(self.prompt, f"{ground} accent bold"), Span(" ", ground))
        room = cells - 4
        if not self.value and not self.has_focus:
            return pad((*start, Span(self.hint[: max(0, room)], f"{ground} quiet")), cells, style=ground)
        before, after = self.value[: self.caret], self.value[self.caret :]
        before = end_of(before, room - 1)
        spans: list[Span] = [*start, *self._typed(before, self.caret - len(before))]
        if self.has_caret:
            # The caret lies over the cell after it, as a bar at its left edge, and takes no room of its own.
            spans.append(Span(glyphs.caret, f"{ground} accent") if not after else Span(after[0], f"{ground} match"))
            after = after[1:]
        elif not self.value:
            spans.append(Span(self.hint, f"{ground} quiet"))
        return pad((*spans, *self._typed(after, len(self.value) - len(after))), cells, style=ground)

    def _typed(self, text: str, start: int) -> Line:
        """A part of what was typed, from its place ``start`` on, with what is wrong marked."""
        if self.mark is None:
            return (Span(text, self.ground),)
        first = min(max(self.mark[0] - start, 0), len(text))
        end = min(max(sum(self.mark) - start, first), len(text))
        parts = ((text[:first], ""), (text[first:end], " match error"), (text[end:], ""))
        return tuple(Span(part, self.ground + style) for part, style in parts if part)

    @property
    def has_caret(self) -> bool:
        """Whether what is typed goes into the text now."""
        return self.has_focus

    def layout_at(self, columns: int) -> tuple[int, Line]:
        """How many cells the field takes on a row of ``columns``, and what stands at the right end."""
        room = content_width(columns)
        right = self.right if line_width(self.right) + 14 <= room else ()
        return max(4, min(self.cells, room - (line_width(right) + 2 if right else 0))), right

    def beside_at(self, cells: int) -> Line:
        """What stands after the field, for ``cells`` columns."""
        return self.beside

    def render_line(self, y: int) -> Strip:
        """The row."""
        columns = self.size.width
        room = content_width(columns)
        cells, right = self.layout_at(columns)
        row: Line = self.field_spans(cells)
        beside = self.beside_at(room - cells - 2 - line_width(right))
        if beside:
            row = (*row, Span("  "), *beside)
        if right and line_width(row) + line_width(right) <= room:
            row = (*pad(row, room - line_width(right)), *right)
        return to_strip(row, columns, styles_of(self.app), glyphs_of(self.app), margin=margin_of(columns))

    def on_focus(self) -> None:
        """Show the caret."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the caret."""
        self.refresh()
