"""Which spot an arrow, Tab or a page key goes to: pure geometry over a document's areas."""

from __future__ import annotations

from bgdetails.widgets.document import Area, Document, Spot

_BESIDE = 12
"""Columns that a thing may lie aside and still be "below"."""


def sections_of(document: Document) -> list[str]:
    """The sections that have spots, in reading order."""
    return list(dict.fromkeys(spot.section for spot in document.spots))


def first_of(document: Document, section: str) -> Spot | None:
    """The first card or row of a section, else its first link."""
    spots = [spot for spot in document.spots if spot.section == section]
    return next((spot for spot in spots if spot.row), next(iter(spots), None))


def vertical(document: Document, current: Spot, step: int) -> Spot | None:
    """The spot below (``step`` 1) or above (-1); past its section the nearest one of the next; None at the end."""
    here = document.areas[current.id]
    own = [s for s in document.spots if s.section == current.section and _is_beyond(here, document.areas[s.id], step)]
    near = [s for s in own if _gap(here, document.areas[s.id]) <= _BESIDE]
    if near:
        return min(near, key=lambda s: _vertical_rank(here, document.areas[s.id], step))
    sections = sections_of(document)
    index = sections.index(current.section) + step
    while 0 <= index < len(sections):
        others = [s for s in document.spots if s.section == sections[index]]
        beyond = [s for s in others if _is_beyond(here, document.areas[s.id], step)]
        if beyond:
            return min(beyond, key=lambda s: _vertical_rank(here, document.areas[s.id], step))
        index += step
    if own:
        return min(own, key=lambda s: _vertical_rank(here, document.areas[s.id], step))
    return None


def horizontal(document: Document, current: Spot, step: int) -> Spot | None:
    """The spot to the right (1) or left (-1) on the same rows, else the next or previous in reading order."""
    here = document.areas[current.id]

    def lies_beside(spot: Spot) -> bool:
        area = document.areas[spot.id]
        overlaps = area.y < here.y + here.height and here.y < area.y + area.height
        return overlaps and (area.x >= here.x + here.width if step > 0 else area.x + area.width <= here.x)

    beside = [s for s in document.spots if lies_beside(s)]
    if beside:
        return min(beside, key=lambda s: (abs(document.areas[s.id].x - here.x), abs(document.areas[s.id].y - here.y)))
    ordered = list(document.spots)
    index = next(i for i, s in enumerate(ordered) if s.id == current.id) + step
    return ordered[index] if 0 <= index < len(ordered) else None


def _is_beyond(here: Area, there: Area, step: int) -> bool:
    return there.y >= here.y + here.height if step > 0 else there.y + there.height <= here.y


def _gap(here: Area, there: Area) -> int:
    """Columns between the two; 0 where one is above the other."""
    return max(0, there.x - (here.x + here.width) + 1, here.x - (there.x + there.width) + 1)


def _vertical_rank(here: Area, there: Area, step: int) -> tuple[int, int, int]:
    distance = there.y - here.y if step > 0 else here.y - there.y
    return distance, _gap(here, there), abs(there.x - here.x)


def nearest_visible(document: Document, current: Spot | None, top: int, height: int) -> Spot | None:
    """The spot that lies whole in the rows shown and nearest to ``current``; the first where there is none."""
    shown = [
        s
        for s in document.spots
        if document.areas[s.id].y >= top and document.areas[s.id].y + document.areas[s.id].height <= top + height
    ]
    if not shown:
        return None
    if current is None or current.id not in document.areas:
        return shown[0]
    here = document.areas[current.id]
    return min(shown, key=lambda s: (abs(document.areas[s.id].y - here.y), abs(document.areas[s.id].x - here.x)))


def scroll_for(document: Document, spot: Spot, top: int, height: int) -> int:
    """The first row to show so that ``spot`` is seen whole, with its section's heading where both fit."""
    area = document.areas[spot.id]
    begin, end = area.y, area.y + area.height
    heading = document.section_rows.get(spot.section)
    if heading is not None and heading <= begin and end - heading <= height:
        begin = heading
    if begin < top:
        top = begin
    elif end > top + height:
        top = end - height
    return max(0, min(top, max(0, len(document.lines) - height)))
