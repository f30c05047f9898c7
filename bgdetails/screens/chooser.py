"""Choosing one of a list, which is narrowed by typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from textual import events, on

from bgdetails import keys
from bgdetails.keys import Entry, bindings
from bgdetails.text import clip, end_of, visible, width
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Action, Block, Document, Line, Span, Spot, pad
from bgdetails.widgets.drawing import glyphs_of
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.widgets.overlay import Overlay, OverlayCanvas


class Choice(Struct, frozen=True):
    """Something to choose: under which heading it stands, and what is said of it at the right."""

    section: str
    label: str
    note: str = ""
    is_chosen: bool = False


class Offer(Struct, frozen=True):
    """What is offered.

    ``typed``: what a typed text stands for itself, beside the choices that have it in their names; ``hint``: what can
    be typed. ``choose`` is told the choice.
    """

    title: str
    choices: Sequence[Choice]
    choose: Callable[[Choice], object]
    hint: str
    typed: Callable[[str], Choice | None] = lambda _text: None

    def matching(self, text: str) -> list[Choice]:
        """The choices that go with a text."""
        needle = text.strip().casefold()
        found = [choice for choice in self.choices if needle in choice.label.casefold()]
        own = self.typed(text) if needle else None
        return found if own is None else [own, *found]


def draw_choices(offer: Offer, text: str, columns: int, glyphs: Glyphs) -> Document:
    """The title, what was typed, and the choices under their headings."""
    block: Block = [(Span(offer.title, "bold"),), _typed(offer.hint, text, columns, glyphs)]
    section = None
    found = offer.matching(text)
    for choice in found:
        if choice.section != section:
            section = choice.section
            block.extend([(), (Span(section, "quiet"),)] if section else [()])
        spot = Spot(f"{choice.section}/{choice.label}", choice.section, Action("choose"), row=True)
        mark = Span(f"{glyphs.selected} " if choice.is_chosen else "  ", "accent", spot)
        room = columns - width(choice.note) - 4
        name = Span(clip(visible(choice.label), max(room, 4), glyphs.ellipsis), "name", spot)
        row = pad((mark, name), columns - width(choice.note), spot=spot)
        block.append((*row, Span(choice.note, "quiet", spot)))
    if not found:
        block += [(), (Span("Nothing goes with that.", "quiet"),)]
    return Document.of(block)


def _typed(hint: str, text: str, columns: int, glyphs: Glyphs) -> Line:
    """What was typed, its end where it is long; else what can be."""
    start = Span(f"{glyphs.path} ", "accent")
    if not text:
        return (start, Span(clip(hint, columns - 2, glyphs.ellipsis), "quiet"))
    return (start, Span(end_of(visible(text), columns - 3)), Span(glyphs.caret, "accent"))


class ChooserCanvas(OverlayCanvas, inherit_bindings=False):
    """The box; what is typed goes into the text, so that only arrows, pages and Enter move."""

    BINDINGS = bindings("open", "first", "last")

    async def _on_key(self, event: events.Key) -> None:
        chooser = self.screen
        assert isinstance(chooser, Chooser)
        moves = {"up": self.action_up, "down": self.action_down, "pageup": self.action_page_up}
        moves["pagedown"] = self.action_page_down
        if event.key in moves:
            moves[event.key]()
        elif event.is_printable and event.character:
            chooser.type(chooser.text + event.character)
        elif event.key == "backspace":
            chooser.type(chooser.text[:-1])
        elif event.key == "ctrl+u":
            chooser.type("")
        else:
            return
        event.stop()
        event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        chooser = self.screen
        assert isinstance(chooser, Chooser)
        chooser.type(chooser.text + " ".join(event.text.split()))
        event.stop()


class Chooser(Overlay, inherit_bindings=False):
    """The overlay, kept and filled anew for each offer."""

    BINDINGS = bindings("escape", "next_section", "previous_section")
    widest = 60

    def __init__(self) -> None:
        super().__init__(box=ChooserCanvas())
        self.text = ""
        self._offer: Offer | None = None

    def entries(self) -> Sequence[Entry]:
        """Only keys that no letter is."""
        return (keys.entry("open", word="choose"), keys.entry("escape", word="close"), Entry("↑ ↓", "move", 2))

    def offer(self, offer: Offer) -> None:
        """Offer something else, nothing typed yet; the present choice has the focus."""
        self._offer = offer
        chosen = next((each for each in offer.choices if each.is_chosen), None)
        self.type("", Place(f"{chosen.section}/{chosen.label}") if chosen else Place())

    def type(self, text: str, place: Place | None = None) -> None:
        """Show what goes with another text."""
        offer = self._offer
        assert offer is not None
        self.text = text
        glyphs = glyphs_of(self.app)
        self.fill(lambda columns: draw_choices(offer, text, columns, glyphs), place=place or Place())

    @on(Canvas.Opened)
    def _chosen(self, message: Canvas.Opened) -> None:
        message.stop()
        offer, text, id = self._offer, self.text, message.spot.id
        if offer is None or not self.close():
            return
        found = next((each for each in offer.matching(text) if f"{each.section}/{each.label}" == id), None)
        if found is not None:
            offer.choose(found)
