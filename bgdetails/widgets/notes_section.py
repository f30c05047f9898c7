"""Notes: the latest on a page, all in an overlay, and one that is being written."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.rules.notes import LONGEST_NOTE
from bgdetails.text import clip, visible
from bgdetails.views.note_values import NoteLine, Notes
from bgdetails.widgets.document import Action, Block, Document, Line, Span, Spot, pad
from bgdetails.widgets.parts import (
    TEXT,
    Look,
    bold,
    flow,
    heading,
    known,
    link,
    on_spot,
    quiet,
    row_spot,
    sentence,
)
from bgdetails.widgets.text_editing import EditedText
from bgdetails.widgets.typing import typed_line
from bgdetails.wording import moment, number

SECTION = "notes"
ALL = "all"
NOTES_SHOWN = 3
_LINES = 3


def notes_section(notes: Notes, cells: int, look: Look) -> Block:
    """The latest notes on a page, each cut to three lines; Enter shows it whole."""
    said: Line = (quiet(number(notes.count)), Span("  "), bold("N"), quiet(" writes one"))
    block: Block = [heading("Notes", cells, look, note=said)]
    for note in notes.latest[:NOTES_SHOWN]:
        lines = _text(note, min(cells, TEXT) - 2)
        if len(lines) > _LINES:
            last = "".join(span.text for span in lines[_LINES - 1])
            ellipsis = look.glyphs.ellipsis
            cut = clip(last, min(cells, TEXT) - 2 - len(ellipsis), ellipsis).removesuffix(ellipsis) + ellipsis
            lines = [*lines[: _LINES - 1], (Span(cut),)]
        block += _on_row(note, lines, cells, look)
    if notes.count > NOTES_SHOWN:
        spot = Spot(f"{SECTION}/{ALL}", SECTION, Action("note", ALL))
        block.append(link(f"View all notes ({number(notes.count)})", cells, spot, look))
    return block


def notes_document(name: str, notes: Notes, typed: str | None, columns: int, look: Look) -> Document:
    """All notes on a record, or (``typed``) those that have a text in them."""
    block: Block = [*flow([bold(f"Notes on {visible(name)}")], columns)]
    if typed is not None:
        block += typed_line(visible(typed), columns, look.glyphs)
    found = matching(notes.latest, typed or "")
    for note in found:
        block += [(), *_on_row(note, _text(note, columns - 2), columns, look)]
    if not notes.latest:
        block += [(), *sentence("No notes yet.", "Press N to write one.", columns, look)]
    elif not found:
        block += [(), *sentence(f"No note says “{visible((typed or '').strip())}”.", "", columns, look)]
    if notes.count > len(notes.latest):
        block += [(), *flow([quiet(f"The latest {len(notes.latest)} of {number(notes.count)}.")], columns)]
    return Document.of(block)


def matching(notes: Sequence[NoteLine], typed: str) -> list[NoteLine]:
    """The notes that have a text in them, or in their author's name."""
    needle = typed.strip().casefold()
    return [note for note in notes if needle in note.text.casefold() or needle in (note.author or "").casefold()]


def writing_document(
    name: str, edited: EditedText, is_new: bool, author: str | None, columns: int, look: Look
) -> Document:
    """A note that is being written."""
    title = f"{'Note' if is_new else 'Change the note'} on {visible(name)}"
    length = len(edited.text)
    by = f"by {visible(author)}" if author else "by nobody: the setting owner says who you are"
    room = f"{number(length)} of {number(LONGEST_NOTE)} characters"
    foot = [quiet(by), *([quiet(look.separator), Span(room, "warning" if length > LONGEST_NOTE else "quiet")])]
    block: Block = [*flow([bold(title)], columns), (Span(look.glyphs.rule * columns, "hairline"),)]
    block += edited.drawn(columns, look.glyphs)
    block += [(Span(look.glyphs.rule * columns, "hairline"),), *flow(foot, columns)]
    return Document.of(block)


def _text(note: NoteLine, cells: int) -> Block:
    """The lines of a note, broken where its author did and where it must be."""
    block: Block = []
    for part in note.text.split("\n"):
        block += flow([Span(visible(part))], max(cells, 1)) or [()]
    return block


def _on_row(note: NoteLine, lines: Block, cells: int, look: Look) -> Block:
    """A note with its author and its time below."""
    spot = row_spot(f"{SECTION}/{note.record_id}", SECTION, Action("note", str(note.record_id)))
    when = moment(note.at, look.clock) if note.at else look.glyphs.unknown
    below = quiet(clip(f"{known(note.author, look)}{look.separator}{when}", max(cells - 2, 1), look.glyphs.ellipsis))
    return [on_spot(pad((Span("  "), *spans), cells), spot) for spans in (*lines, (below,))]
