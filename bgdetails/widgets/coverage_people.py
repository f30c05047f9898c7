"""The people of one cell of the contact coverage: beside the grid, and as the text of an overlay."""

from __future__ import annotations

from msgspec import Struct

from bgdetails.navigation import Target
from bgdetails.text import clip, fit, width
from bgdetails.views.pages import CoveragePerson
from bgdetails.widgets.bars import level_mark, score
from bgdetails.widgets.document import Block, Document, Line, Span
from bgdetails.widgets.group_strip import some_of
from bgdetails.widgets.parts import Look, Page, bold, fitted, known, quiet, row_spot, sentence
from bgdetails.widgets.row_table import Column, Row, more_row, row_table, widest
from bgdetails.wording import ago, number, plural, whole

_CONTENT = 78
_GROUP = 20
_SCORE = 5


class CoverageCell(Struct, frozen=True):
    """A cell of the grid with who is in it, best score first."""

    interest: str
    role: str
    people: tuple[CoveragePerson, ...]
    """The first of them."""
    count: int


def coverage_people(cell: CoverageCell, cells: int, look: Look, left: int = 0) -> Document:
    """``Cloud Backup, Influencer   4 people``, then who they are, and a row for the ``left`` that are not listed."""
    cells = min(cells, _CONTENT)
    page = Page()
    page.add("title", [_title(cell, cells, look)])
    drawn = [_cells(person, look) for person in cell.people]
    columns = (
        Column("Name", least=16),
        Column("Title", 18, rank=3),
        Column("Group", _GROUP, rank=2),
        Column("Score", _SCORE, right=True),
        Column("Last active", widest(drawn, 4, 11), rank=1),
    )
    rows = [
        Row(row, row_spot(f"cell/{index}", "people", Target("person", person.id)))
        for index, (row, person) in enumerate(zip(drawn, cell.people, strict=True))
    ]
    listed = row_table(columns, rows, cells, look) if rows else sentence("Nobody here.", "", cells, look)
    page.add("people", [*listed, *more_row("people", left, cells, look)])
    return Document.of(page.block, page.section_rows)


def cell_panel(cell: CoverageCell, cells: int, rows: int, look: Look) -> Block:
    """The same beside the grid: names and scores in at most ``rows`` lines; Enter on the cell shows all."""
    shown = list(cell.people)
    left = 0
    if cell.count > rows - 1:
        shown = shown[: max(rows - 2, 0)]
        left = cell.count - len(shown)
    block: Block = [_title(cell, cells, look)]
    for person in shown:
        name = fitted(known(person.name, look), cells - _SCORE - 2, "", look)
        block.append((name, Span("  "), *_score(person, look)))
    if left:
        block.append((quiet(f"{number(left)} more"),))
    return block


def _title(cell: CoverageCell, cells: int, look: Look) -> Line:
    count = plural(cell.count, "person", "people")
    title = f"{known(cell.interest, look)}, {known(cell.role, look)}"
    if width(title) + 2 + len(count) <= cells:
        return (Span(fit(title, cells - len(count) - 2), "bold"), Span("  "), quiet(count))
    return (bold(clip(title, cells, look.glyphs.ellipsis)),)


def _cells(person: CoveragePerson, look: Look) -> tuple[Line, ...]:
    return (
        (Span(known(person.name, look), "name"),),
        (quiet(known(person.title, look)),),
        (quiet(some_of([group.name for group in person.groups], _GROUP, look)),),
        _score(person, look),
        (quiet(ago(person.last_activity_at, look.clock)),),
    )


def _score(person: CoveragePerson, look: Look) -> Line:
    return (score(whole(person.engagement_score)), Span(" "), level_mark(person.engagement_level, look.glyphs))
