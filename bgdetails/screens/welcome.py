"""Welcome: there is no workspace yet; where should the groups come from?"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import date
from typing import Any, Protocol, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from bgdetails.keys import Entry, bindings, entry
from bgdetails.screens.feedback import tell
from bgdetails.text import wrap
from bgdetails.widgets.canvas import Canvas
from bgdetails.widgets.document import Action, Block, Document, Span, Spot, pad
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.widgets.key_line import KeyLine
from bgdetails.widgets.search_field import SearchField

WIDTH = 64
_ROWS = 16
_CHOOSING = (entry("open", word="choose"), Entry("↑ ↓", "move", 2), entry("help"), entry("leave"))
_QUESTION = "There is no workspace yet. Where should the groups come from?"
_CHOICES = (
    ("sample", "The sample", "40 invented accounts, 120 groups. Your data is not touched."),
    ("import", "Your exports", "Salesforce, Marketo or a workspace folder, read as they are."),
    ("open", "A database", "A workspace file that you or a colleague made."),
)


class Opener(Protocol):
    """The app, as this screen needs it."""

    location: str
    as_of: date
    glyphs: Glyphs

    def open_location(self, location: str, as_of: date | None) -> None:
        """Show the list of another workspace."""

    def say(self, *lines: str, kind: str = "done") -> None:
        """A toast."""

    def fault(self, error: BaseException, what: str) -> None:
        """An unexpected error."""


def draw_welcome(columns: int, glyphs: Glyphs) -> Document:
    """Name and one line, a question, three choices of two lines, one line."""
    block: Block = [
        (Span("bgdetails", "accent bold"),),
        *((Span(text),) for text in wrap("Who decides, how far they are, and who is missing.", columns)),
        (),
        *((Span(text, "quiet"),) for text in wrap(_QUESTION, columns)),
        (),
    ]
    for number, (name, title, says) in enumerate(_CHOICES, 1):
        spot = Spot(f"choice/{name}", "choices", Action(name), row=True)
        key = Span(str(number), "key", spot)
        named = (Span("  ", "", spot), Span(title, "bold", spot))
        first = (*pad(named, columns - 2, spot=spot), key, Span(" ", "", spot))
        block.append(first)
        for text in wrap(says, max(columns - 3, 1)):
            block.append(pad((Span("  ", "", spot), Span(text, "quiet", spot)), columns, spot=spot))
        block.append(())
    block.append((Span("Your data stays on this computer.", "quiet"),))
    return Document.of(block)


class ChoiceCanvas(Canvas):
    """The choices, in a box without frame in the middle."""

    @property
    def margin(self) -> int:
        """None: the screen places it."""
        return 0

    @property
    def columns(self) -> int:
        """All of it."""
        return max(1, self.outer_size.width)


class Welcome(Screen[None], inherit_bindings=False):
    """The screen."""

    BINDINGS = bindings("number")
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Welcome { background: $background; align: center middle; overflow: hidden; }
    Welcome > Container { width: 64; height: auto; max-width: 100%; max-height: 100%; }
    Welcome SearchField { margin: 1 0 0 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.choices = ChoiceCanvas()
        self.field = SearchField("", WIDTH)
        self.field.display = False
        self.key_line = KeyLine(_CHOOSING)
        self._wanted = ""

    @property
    def opener(self) -> Opener:
        """The app."""
        return cast(Opener, self.app)

    def compose(self) -> ComposeResult:
        """Choices, a field for a path, keys."""
        with Container():
            yield self.choices
            yield self.field
        yield self.key_line

    def on_mount(self) -> None:
        """Draw the choices."""
        self.choices.show(lambda columns: draw_welcome(columns, self.opener.glyphs))
        self.choices.focus(scroll_visible=False)
        self._fit()

    def on_resize(self) -> None:
        """The choices scroll where the terminal has fewer rows than they need."""
        self._fit()

    def _fit(self) -> None:
        others = 4 if self.field.display else 1
        self.choices.styles.height = max(1, min(_ROWS, self.app.size.height - others))

    def action_number(self, number: int) -> None:
        """The choice of that number."""
        choices = ("sample", "import", "open")
        if number <= len(choices):
            self._choose(choices[number - 1])

    @on(Canvas.Opened)
    def _opened(self, message: Canvas.Opened) -> None:
        if isinstance(message.spot.opens, Action):
            self._choose(message.spot.opens.name)

    def _choose(self, name: str) -> None:
        self.choices.focus_id(f"choice/{name}")
        if name == "sample":
            self._start(self._sample(), "making the sample")
            return
        self._wanted = name
        self.field.hint = "A file, a folder or an archive" if name == "import" else "The workspace's file"
        self.field.set_value("")
        self.field.display = True
        self._fit()
        verb = "import" if name == "import" else "open"
        self.key_line.show((entry("open", word=verb), entry("escape", word="leave")))
        self.field.focus(scroll_visible=False)

    @on(SearchField.Submitted)
    def _submitted(self, message: SearchField.Submitted) -> None:
        path = message.field.value.strip()
        if not path or message.key != "enter":
            return
        if self._wanted == "open":
            self._start(self._open(path), "opening the workspace")
        else:
            self._start(self._import(path), "importing")

    @on(SearchField.Escaped)
    def _escaped(self) -> None:
        self.field.display = False
        self._fit()
        self.key_line.show(_CHOOSING)
        self.choices.focus(scroll_visible=False)

    def _start(self, work: Coroutine[Any, Any, None], what: str) -> None:
        # The app's own worker: this screen is gone when the list opens.
        self.app.run_worker(self._guarded(work, what), group="welcome", exclusive=True, exit_on_error=False)

    async def _guarded(self, work: Coroutine[Any, Any, None], what: str) -> None:
        try:
            await work
        except Exception as error:
            tell(self.opener, error, what)

    async def _sample(self) -> None:
        from bgdetails.screens.bringing_in import bring_in_sample

        self.opener.say("Making the sample…", kind="warning")
        self.opener.open_location(await asyncio.to_thread(bring_in_sample), None)

    async def _import(self, path: str) -> None:
        from bgdetails.screens.bringing_in import bring_in

        self.opener.say("Importing…", path, kind="warning")
        said = await asyncio.to_thread(bring_in, path, self.opener.location, self.opener.as_of)
        self.opener.open_location(self.opener.location, self.opener.as_of)
        self.opener.say(f"Imported {path}.", said)

    async def _open(self, path: str) -> None:
        self.opener.open_location(path, None)
