"""A text of several lines that is being typed: where its caret goes, and how it is drawn."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.text import visible, width
from bgdetails.widgets.document import Block, Span, Spot
from bgdetails.widgets.glyphs import Glyphs

CARET = Spot("caret", "text")
EDITING = frozenset({"left", "right", "up", "down", "home", "end", "backspace", "delete", "ctrl+u", "ctrl+w"})
"""The keys that move the caret, or take something away."""


class EditedText(Struct, frozen=True):
    """The text, and the place of its caret."""

    text: str = ""
    caret: int = 0

    def typed(self, text: str) -> EditedText:
        """With something put in at the caret."""
        return EditedText(self.text[: self.caret] + text + self.text[self.caret :], self.caret + len(text))

    def cut(self, first: int, end: int) -> EditedText:
        """Without a part of it."""
        first, end = max(first, 0), min(end, len(self.text))
        return EditedText(self.text[:first] + self.text[end:], first)

    def at(self, caret: int) -> EditedText:
        """With the caret elsewhere."""
        return replace(self, caret=min(max(caret, 0), len(self.text)))

    def edited(self, key: str, cells: int) -> EditedText | None:
        """What a key makes of it, drawn in lines of ``cells``; None where the key does nothing here."""
        text, caret = self.text, self.caret
        line = text.rfind("\n", 0, caret) + 1
        word = len(text[:caret].rstrip(" ").rpartition(" ")[0])
        after = text.find("\n", caret)
        places = {
            "left": caret - 1,
            "right": caret + 1,
            "home": line,
            "end": len(text) if after < 0 else after,
            "up": self._stepped(-1, cells),
            "down": self._stepped(1, cells),
        }
        cuts = {
            "backspace": (caret - 1, caret),
            "delete": (caret, caret + 1),
            "ctrl+u": (line, caret),
            "ctrl+w": (max(word, line), caret),
        }
        if key in cuts:
            return self.cut(*cuts[key]) if cuts[key][0] >= 0 else self
        return self.at(places[key]) if key in places else None

    def _stepped(self, step: int, cells: int) -> int:
        """The place above or below the caret."""
        rows = rows_of(self.text, cells)
        here = _row_at(rows, self.caret)
        there = here + step
        if not 0 <= there < len(rows):
            return 0 if step < 0 else len(self.text)
        first, end = rows[there]
        return min(first + self.caret - rows[here][0], end)

    def drawn(self, cells: int, glyphs: Glyphs) -> Block:
        """Its lines; the caret is a spot, so that a box scrolls to it."""
        rows = rows_of(self.text, cells)
        here = _row_at(rows, self.caret)
        block: Block = []
        for number, (first, end) in enumerate(rows):
            if number != here:
                block.append((Span(visible(self.text[first:end])),))
                continue
            at = self.text[self.caret : self.caret + 1] if self.caret < end else ""
            mark = Span(visible(at), "match", CARET) if at else Span(glyphs.caret, "accent", CARET)
            rest = visible(self.text[self.caret + len(at) : end])
            block.append((Span(visible(self.text[first : self.caret])), mark, Span(rest)))
        return block


def rows_of(text: str, cells: int) -> list[tuple[int, int]]:
    """First and last place of each line as it is drawn: broken at line breaks, at blanks, else where it must be."""
    room = max(cells - 1, 1)  # one cell for the caret after the last letter
    rows: list[tuple[int, int]] = []
    first = used = 0
    for place, letter in enumerate(text):
        if letter == "\n":
            rows.append((first, place))
            first, used = place + 1, 0
            continue
        used += width(visible(letter))
        if used > room and place > first:
            blank = text.rfind(" ", first, place)
            end = blank + 1 if blank >= first else place
            rows.append((first, end))
            first, used = end, width(visible(text[end : place + 1]))
    rows.append((first, len(text)))
    return rows


def _row_at(rows: list[tuple[int, int]], caret: int) -> int:
    """The line that the caret is in; between two it is in the later one."""
    return max(number for number, (first, _) in enumerate(rows) if first <= caret)
