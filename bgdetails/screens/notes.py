"""Notes on a group, an account or a person: reading them all, searching them, writing, changing and removing one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on

from bgdetails import keys
from bgdetails.keys import Entry
from bgdetails.navigation import Target
from bgdetails.rules.notes import is_own, note_text
from bgdetails.screens.host import host_of
from bgdetails.screens.overlays import kept, show
from bgdetails.screens.work import Work, removed_note, written_note
from bgdetails.views.note_values import NoteLine, Notes
from bgdetails.widgets.canvas import Canvas, Place
from bgdetails.widgets.document import Action, Document
from bgdetails.widgets.notes_section import ALL, SECTION, notes_document, writing_document
from bgdetails.widgets.overlay import WIDTH
from bgdetails.widgets.parts import Look
from bgdetails.widgets.text_editing import CARET, EDITING, EditedText
from bgdetails.widgets.text_overlay import TextOverlay

if TYPE_CHECKING:
    from textual.app import App


NAME = "notes"
_LEAVING = frozenset({"enter", "tab", "shift+tab"})
_BREAKS = frozenset({"ctrl+n", "ctrl+j", "alt+enter", "shift+enter"})


def overlay_of(app: App[object]) -> NotesOverlay:
    """The overlay, to be filled for where the reader is now."""
    return kept(app, NAME, NotesOverlay)


class NotesOverlay(TextOverlay):
    """The overlay, kept and filled anew. A note that was begun and left stays where it was until the program ends."""

    BINDINGS = keys.bindings("note", "remove", "copy", "search")
    DEFAULT_CSS = "NotesOverlay { align: center top; }"
    above = 3
    widest: ClassVar[int] = WIDTH
    editing = EDITING | _BREAKS | _LEAVING

    def __init__(self) -> None:
        super().__init__()
        self._subject = Target("groups")
        self._called = ""
        self._notes = Notes()
        self._do: Callable[[Work], object] | None = None
        self._needle: str | None = None
        self._searches = False
        self._changing: NoteLine | None = None
        self._edited: EditedText | None = None
        self._begun: dict[tuple[Target, int | None], EditedText] = {}

    @property
    def takes_text(self) -> bool:
        """Whether what is typed is text."""
        return self._searches or self._edited is not None

    def entries(self) -> Sequence[Entry]:
        """The keys that work now."""
        if self._edited is not None:
            return (keys.entry("open", word="keep"), Entry("Ctrl+N", "new line", 1), keys.entry("escape", word="close"))
        if self._searches:
            return (keys.entry("open", word="to the notes"), keys.entry("escape", word="all notes"))
        on_note = self._focused() is not None
        return (
            *((keys.entry("open", word="change"),) if on_note else ()),
            keys.entry("note", 1, "new note"),
            *((keys.entry("remove", 2), keys.entry("copy", 4)) if on_note else ()),
            *((keys.entry("search", 3),) if self._notes.latest else ()),
            keys.entry("escape", word="close" if self._needle is None else "all notes"),
        )

    def ask(self, subject: Target, name: str, notes: Notes, note: str, do: Callable[[Work], object]) -> None:
        """Open it.

        Args:
            subject: What the notes are on.
            name: What that is called.
            notes: The notes, where they are shown.
            note: The one that has the focus, as its spot says it; empty: a new one is written.
            do: Does what is to be done to them.
        """
        self._subject, self._called, self._notes, self._do = subject, name, notes, do
        self._edited, self._needle, self._searches = None, None, False
        if note:
            self._refill(Place(None if note == ALL else f"{SECTION}/{note}"))
        else:
            self._write(None)
        show(self.app, self)

    def draw(self, columns: int) -> Document:
        """The text for a width."""
        host, size = host_of(self.app), self.app.size
        look = Look(size.width, size.height, host.glyphs, host.clock)
        if self._edited is not None:
            author = host.settings.owner if self._changing is None else self._changing.author
            return writing_document(self._called, self._edited, self._changing is None, author, columns, look)
        return notes_document(self._called, self._notes, self._needle, columns, look)

    def _refill(self, place: Place | None = None) -> None:
        self.fill(self.draw, place=place)
        self.call_after_refresh(self._show_keys)  # which keys work depends on what has the focus now

    def _show_keys(self) -> None:
        self.key_line.show(self.entries())

    # -- writing -----------------------------------------------------------------------------------------------------

    def _write(self, note: NoteLine | None) -> None:
        """Write a note, or change one; what was begun before is there again."""
        text = "" if note is None else note.text
        begun = self._begun.get((self._subject, note.record_id if note else None))
        self._changing, self._searches = note, False
        self._show(begun or EditedText(text, len(text)))

    def _show(self, edited: EditedText) -> None:
        self._edited = edited
        changing = self._changing
        self._begun[self._subject, changing.record_id if changing else None] = edited
        self._refill(Place(CARET.id))

    def takes(self, event: events.Key) -> bool:
        """Whether a key was text, or moved the caret in it."""
        if self._edited is not None:
            return self._typed(self._edited, event)
        if not self._searches:
            return False
        needle = self._needle or ""
        if event.is_printable and event.character:
            self._search(needle + event.character)
        elif event.key in ("backspace", "ctrl+u"):
            self._search(needle[:-1] if event.key == "backspace" else "")
        elif event.key in ("enter", "down", "tab"):
            self._searches = False
            self._refill()
        else:
            return False
        return True

    def _typed(self, edited: EditedText, event: events.Key) -> bool:
        if event.key == "enter":
            self._keep(edited)
        elif event.key in _BREAKS:
            self._show(edited.typed("\n"))
        elif event.is_printable and event.character:
            self._show(edited.typed(event.character))
        else:
            moved = edited.edited(event.key, self.box.columns)
            if moved is not None:
                self._show(moved)
            return moved is not None or event.key in ("tab", "shift+tab")
        return True

    def paste(self, text: str) -> None:
        """Put a text in; a note keeps its lines."""
        if self._edited is not None:
            self._show(self._edited.typed(note_text(text)))
        elif self._searches:
            self._search((self._needle or "") + " ".join(text.split()))

    def _keep(self, edited: EditedText) -> None:
        changing, text, reader = self._changing, edited.text, host_of(self.app).settings.owner
        if not note_text(text):
            host_of(self.app).say("A note needs a text.", kind="warning")
        elif self.close() and self._do is not None:
            note_id = changing.record_id if changing else None
            key = (self._subject, note_id)
            # What is refused stays as it was typed.
            self._do(written_note(self._subject, note_id, text, reader, lambda: self._begun.pop(key, None)))

    # -- reading -----------------------------------------------------------------------------------------------------

    def _focused(self) -> NoteLine | None:
        opens = self.box.spot.opens if self.box.spot is not None else None
        if not isinstance(opens, Action):
            return None
        return next((note for note in self._notes.latest if str(note.record_id) == opens.value), None)

    def _search(self, needle: str) -> None:
        self._needle = needle
        self._refill(Place())

    def action_search(self) -> None:
        """Search the notes."""
        self._searches = True
        self._search(self._needle or "")

    def action_note(self) -> None:
        """A new note."""
        self._write(None)

    @on(Canvas.Focused)
    def _moved(self, message: Canvas.Focused) -> None:
        message.stop()
        self._show_keys()

    @on(Canvas.Opened)
    def _change(self, message: Canvas.Opened) -> None:
        message.stop()
        note = self._focused()
        if note is not None and self._edited is None and self._may_change(note):
            self._write(note)

    def _may_change(self, note: NoteLine) -> bool:
        host = host_of(self.app)
        own = is_own(note.author, host.settings.owner)
        if not own:
            host.say(f"This note is by {note.author}: only notes of one's own can be changed.", kind="warning")
        return own

    def action_remove(self) -> None:
        """Remove the note that has the focus."""
        note = self._focused()
        if note is not None and self._may_change(note) and self.close() and self._do is not None:
            self._do(removed_note(note.record_id, host_of(self.app).settings.owner))

    def action_copy(self) -> None:
        """Copy the note that has the focus."""
        note = self._focused()
        if note is not None:
            host_of(self.app).copy(note.text, "the note")

    def action_escape(self) -> None:
        """All notes again where some were searched, else close."""
        if self._edited is None and self._needle is not None:
            self._needle, self._searches = None, False
            self._refill(Place())
        else:
            self.close()
