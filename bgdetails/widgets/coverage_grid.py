"""Contact coverage: rows are interests, columns roles, a cell the number of people, shaded by number."""

from __future__ import annotations

from math import ceil

from msgspec import Struct

from bgdetails.text import visible
from bgdetails.views.pages import Coverage
from bgdetails.widgets.coverage_people import CoverageCell, cell_panel
from bgdetails.widgets.document import Action, Block, Line, Span, beside, cut, line_width
from bgdetails.widgets.parts import Look, fitted, heading, known, on_spot, quiet, row_spot, sentence

SECTION = "contact coverage"
_FIRST, _CELL, _NUMBER = 18, 16, 14
_SHORT_NAMES = {"executive steering committee": "Exec. Steering"}


PEOPLE_FROM = 145
"""Terminal columns from which the people of the focused cell stand at the right."""
_PANEL, _WIDEST_PANEL, _PANEL_GAP, _PANEL_ROWS = 34, 50, 2, 6


class ShownCoverage(Struct, frozen=True):
    """A coverage, and what its heading says of it."""

    coverage: Coverage
    words: str = "people in each role"


def coverage_section(
    coverage: Coverage, cells: int, look: Look, cell: CoverageCell | None = None, words: str = "people in each role"
) -> Block:
    """The grid with its heading, at its right the people of ``cell``.

    Where the roles do not fit beside each other they go on below.
    """
    title = heading("Contact coverage", cells, look, note=(quiet(visible(words)),))
    if not coverage.interests or not coverage.roles:
        return [title, *sentence("No buying group yet.", "It would show who fills which role.", cells, look)]
    if look.columns < PEOPLE_FROM:
        return [title, *grid(coverage, cells, look)]
    cells_of = grid(coverage, cells - _PANEL - _PANEL_GAP, look)
    used = max(map(line_width, cells_of))
    room = min(cells - used - _PANEL_GAP, _WIDEST_PANEL)
    panel = cell_panel(cell, room, max(len(cells_of), _PANEL_ROWS), look) if cell is not None else []
    return [title, *beside([(cells_of, used), (panel, room)], _PANEL_GAP)]


def first_cell(coverage: Coverage) -> tuple[str, str] | None:
    """The interest and role of the first cell that has people: there the page opens."""
    for interest, row in zip(coverage.interests, coverage.cells, strict=True):
        for role, people in zip(coverage.roles, row, strict=True):
            if people:
                return interest, role
    return None


def grid(coverage: Coverage, cells: int, look: Look, full: int = 4) -> Block:
    """The grid without its heading; ``full``: the number of people from which on a cell has the last shade."""
    across = max((cells - _FIRST + 1) // (_CELL + 1), 1)
    block: Block = []
    for start in range(0, len(coverage.roles), across):
        if start:
            block.append(())
        roles = range(start, min(start + across, len(coverage.roles)))
        block.append(_header(coverage, roles, look))
        block.extend(_row(coverage, index, roles, look, full) for index in range(len(coverage.interests)))
    return [cut(line, cells, look.glyphs.ellipsis) for line in block]


def cell_value(interest: str, role: str) -> str:
    """What the action of a cell carries; both names may hold any sign but a line break."""
    return f"{interest}\n{role}"


def _header(coverage: Coverage, roles: range, look: Look) -> Line:
    spans = [Span(" " * _FIRST)]
    for index in roles:
        name = known(coverage.roles[index], look)
        name = _SHORT_NAMES.get(name.casefold(), name)
        spans.append(fitted(name, _NUMBER, "quiet", look, right=True))
        spans.append(Span(" " * (_CELL + 1 - _NUMBER)))
    return tuple(spans)


def _row(coverage: Coverage, row: int, roles: range, look: Look, full: int) -> Line:
    interest = coverage.interests[row]
    spans: list[Span] = [fitted(known(interest, look), _FIRST - 2, "", look), Span("  ")]
    for index in roles:
        spans.extend((*_cell(coverage, row, index, look, full), Span(" ")))
    return tuple(spans)


def _cell(coverage: Coverage, row: int, column: int, look: Look, full: int) -> Line:
    interest, role = coverage.interests[row], coverage.roles[column]
    people = coverage.cells[row][column]
    if people is None:
        return (Span("N/A".rjust(_NUMBER), "quiet"), Span(" " * (_CELL - _NUMBER)))
    if people == 0:
        wanted = (interest, role) in coverage.required_and_empty
        said = f"{look.glyphs.attention}  0" if wanted else "0"
        style = "card warning" if wanted else "card quiet"
        return (Span(said.rjust(_NUMBER), style), Span(" " * (_CELL - _NUMBER), style))
    spot = row_spot(f"{SECTION}/{row}/{column}", SECTION, Action("cell", cell_value(interest, role)))
    style = f"shade-{min(ceil(4 * people / full), 4)}"
    number = Span(f"{people:,}".rjust(_NUMBER), f"{style} bold")
    enter = Span(look.glyphs.enter, f"{style} accent", spot, only_focused=True)
    return on_spot((number, Span(" ", style), enter), spot)
