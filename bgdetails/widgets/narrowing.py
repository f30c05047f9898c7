"""A page narrowed to the rows that have a text; what is no row stays."""

from __future__ import annotations

from bgdetails.widgets.document import Block, Document, Line, Span


def narrowed(document: Document, needle: str) -> Document:
    """The document without the rows that lack ``needle``, whatever its case; a row is all lines of one spot."""
    wanted = needle.strip().casefold()
    if not wanted:
        return document
    texts: dict[str, str] = {}
    for line in document.lines:
        for span in line:
            if span.spot is not None and span.spot.row:
                texts[span.spot.id] = f"{texts.get(span.spot.id, '')} {span.whole or span.text}"
    kept = {id for id, text in texts.items() if wanted in " ".join(text.split()).casefold()}
    block: Block = []
    places: list[int] = []
    for line in document.lines:
        places.append(len(block))
        row = _row_of(line)
        if row is None or row in kept:
            block.append(line)
    if texts and not kept:
        block += [(), (Span(f"Nothing here has “{needle.strip()}”.", "quiet"),)]
    return Document.of(block, {name: places[row] for name, row in document.section_rows.items() if row < len(places)})


def _row_of(line: Line) -> str | None:
    return next((span.spot.id for span in line if span.spot is not None and span.spot.row), None)
