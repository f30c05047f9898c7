"""A page narrowed to the rows that have a text; what is no row stays."""

from __future__ import annotations

from bgdetails.widgets.document import Block, Document, Line, Span


def narrowed(document: Document, needle: str) -> Document:
    """The document without rows that lack ``needle``, whatever its case, and without headings of what is left empty.

    A row is all lines of one spot.
    """
    wanted = needle.strip().casefold()
    if not wanted:
        return document
    texts: dict[str, str] = {}
    for line in document.lines:
        for span in line:
            if span.spot is not None and span.spot.row:
                texts[span.spot.id] = f"{texts.get(span.spot.id, '')} {span.whole or span.text}"
    kept = {id for id, text in texts.items() if wanted in " ".join(text.split()).casefold()}
    rows = [spot for spot in document.spots if spot.row]
    emptied = {spot.section for spot in rows} - {spot.section for spot in rows if spot.id in kept}
    headings = {row for name, row in document.section_rows.items() if name in emptied}
    gone = headings | {row - 1 for row in headings if row and not document.lines[row - 1]}
    block: Block = []
    places: list[int] = []
    for number, line in enumerate(document.lines):
        places.append(len(block))
        row = _row_of(line)
        if number not in gone and (row is None or row in kept):
            block.append(line)
    if texts and not kept:
        block += nothing_has(needle)
    return Document.of(block, {name: places[row] for name, row in document.section_rows.items() if row < len(places)})


def nothing_has(needle: str) -> Block:
    """What is said where no row is left."""
    return [(), (Span(f"Nothing here has “{needle.strip()}”.", "quiet"),)]


def _row_of(line: Line) -> str | None:
    return next((span.spot.id for span in line if span.spot is not None and span.spot.row), None)
