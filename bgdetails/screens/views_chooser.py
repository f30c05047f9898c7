"""Saved views: open one, save the present list as one, rename or delete one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from textual import on

from bgdetails import keys
from bgdetails.keys import Entry, bindings
from bgdetails.screens.listing import in_words, listing_of
from bgdetails.store.saved_views import SavedView
from bgdetails.text import clip, visible
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Action, Block, Document, Line, Span, Spot, line_width, pad
from bgdetails.widgets.drawing import glyphs_of
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.widgets.narrowing import narrowed
from bgdetails.widgets.typing import TypingOverlay, typed_line

_LONGEST_NAME = 60


class Keeper(Protocol):
    """Who opens and keeps views: the list behind."""

    def open_view(self, view: SavedView) -> None:
        """Show a view's list."""

    def expect_name(self) -> None:
        """A name for a view is being typed."""

    def save_view(self, name: str, instead_of: SavedView | None) -> None:
        """Keep the present list, or an older view, under a name."""

    def delete_view(self, view: SavedView) -> None:
        """Keep a view no more."""


def view_words(view: SavedView) -> str:
    """What a view lists, in words."""
    listing = listing_of(view.query)
    words = [*in_words(listing.filters), *([f"“{listing.text}”"] if listing.text else [])]
    return ", ".join(words) or "all groups"


def draw_views(views: Sequence[SavedView], columns: int, glyphs: Glyphs) -> Document:
    """A row a view, and one that saves the present list."""
    block: Block = [(Span("Saved views", "bold"),), ()]
    for view in views:
        spot = Spot(f"view/{view.name}", "views", Action("open", view.name), row=True)
        name = clip(visible(view.name), columns // 2, glyphs.ellipsis)
        left: Line = (Span(name, "name", spot),)
        right = clip(visible(view_words(view)), columns - line_width(left) - 2, glyphs.ellipsis)
        padded = pad(left, columns - line_width((Span(right),)), spot=spot)
        block.append((*padded, Span(right, "quiet", spot)))
    spot = Spot("views/save", "save", Action("save"), row=True)
    block += [(), pad((Span("Save this list as a view", "name", spot),), columns, spot=spot)]
    return Document.of(block)


def draw_naming(text: str, views: Sequence[SavedView], columns: int, glyphs: Glyphs) -> Document:
    """The name that is typed, and what Enter does."""
    typed = text.strip()
    block = typed_line(text, columns, glyphs, "Name")
    if not typed:
        block.append((Span("Type a name, then Enter.", "quiet"),))
        return Document.of(block)
    there = any(view.name.casefold() == typed.casefold() for view in views)
    spot = Spot("views/keep", "keep", Action("keep", typed), row=True)
    said = f"Replace “{visible(typed)}”" if there else f"Save as “{visible(typed)}”"
    block.append(pad((Span(clip(said, columns, glyphs.ellipsis), "name", spot),), columns, spot=spot))
    return Document.of(block)


def draw_found(text: str, views: Sequence[SavedView], columns: int, glyphs: Glyphs) -> Document:
    """What is searched, and the views that have it in their names or lists."""
    found = narrowed(draw_views(views, columns, glyphs), text)
    return Document.of([*typed_line(visible(text), columns, glyphs), *found.lines])


class ViewsChooser(TypingOverlay):
    """The overlay."""

    BINDINGS = bindings(
        "escape", "next_section", "previous_section", "leave", "back", "rename_view", "delete_view", "search"
    )
    widest = 72
    takes_text = False

    def __init__(self) -> None:
        super().__init__()
        self._views: Sequence[SavedView] = ()
        self._keeper: Keeper | None = None
        self._renamed: SavedView | None = None
        self._is_searched = False

    def entries(self) -> Sequence[Entry]:
        """Its keys; those of a name while one is typed."""
        if self._is_searched:
            return (keys.entry("open"), Entry("↑ ↓", "choose", 1), keys.entry("escape", word="show all"))
        if self.takes_text:
            return (keys.entry("open", word="save"), keys.entry("escape", word="back"))
        return (
            keys.entry("open"),
            keys.entry("rename_view", 2),
            keys.entry("delete_view", 2),
            *((keys.entry("search", 3),) if self._views else ()),
            keys.entry("escape", word="close"),
        )

    def offer(self, views: Sequence[SavedView], keeper: Keeper) -> None:
        """Offer these."""
        self._keeper, self._renamed = keeper, None
        self.show_views(views, Place())

    def show_views(self, views: Sequence[SavedView], place: Place | None = None) -> None:
        """Show the views as they are now."""
        self._views, self.takes_text, self._is_searched = views, False, False
        glyphs = glyphs_of(self.app)
        self.fill(lambda columns: draw_views(views, columns, glyphs), place=place)

    def type(self, text: str) -> None:
        """Another name, or what to search for."""
        self.text, self.takes_text = text[:_LONGEST_NAME], True
        draw = draw_found if self._is_searched else draw_naming
        typed, views, glyphs = self.text, self._views, glyphs_of(self.app)
        self.fill(lambda columns: draw(typed, views, columns, glyphs), place=Place())

    def action_search(self) -> None:
        """Type what to search for; what is typed for a name is part of it."""
        self._is_searched = bool(self._views)
        if self._is_searched:
            self.type("")

    def action_escape(self) -> None:
        """From a name, or a search, back to the views, else close."""
        if self.takes_text:
            self.show_views(self._views, Place())
        else:
            self.close()

    def action_rename_view(self) -> None:
        """Type another name for the focused view."""
        view = self._focused()
        if view is not None and self._keeper is not None:
            self._renamed = view
            self.type(view.name)
            self._keeper.expect_name()

    def action_delete_view(self) -> None:
        """Keep the focused view no more."""
        view = self._focused()
        if view is not None and self._keeper is not None:
            self._keeper.delete_view(view)

    def _focused(self) -> SavedView | None:
        opens = self.box.spot.opens if self.box.spot else None
        name = opens.value if isinstance(opens, Action) and opens.name == "open" else ""
        return next((view for view in self._views if view.name == name), None)

    @on(Canvas.Opened)
    def _follow(self, message: Canvas.Opened) -> None:
        message.stop()
        opens, keeper, view = message.spot.opens, self._keeper, self._focused()
        if not isinstance(opens, Action) or keeper is None:
            return
        if opens.name == "save":
            self._renamed = None
            self.type("")
            keeper.expect_name()
        elif opens.name == "open" and view is not None and self.close():
            keeper.open_view(view)
        elif opens.name == "keep" and self.close():
            keeper.save_view(opens.value, self._renamed)
