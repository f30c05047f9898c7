"""The people of one cell of the contact coverage, as the text of an overlay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bgdetails.navigation import Target
from bgdetails.text import width
from bgdetails.views.pages import MemberCard
from bgdetails.widgets.bars import level_mark, score
from bgdetails.widgets.document import Document, Line, Span
from bgdetails.widgets.parts import Look, Page, fitted, known, quiet, row_spot
from bgdetails.widgets.row_table import LONGEST_LIST, Column, Row, row_table
from bgdetails.wording import plural, whole

_CONTENT = 78


@dataclass(frozen=True, slots=True)
class CellPerson:
    """A member with the group in which they have the role."""

    member: MemberCard
    group: str


def coverage_people(interest: str, role: str, people: Sequence[CellPerson], cells: int, look: Look) -> Document:
    """``Cloud Backup, Influencer   4 people``, then who they are."""
    cells = min(cells, _CONTENT)
    count = plural(len({person.member.id for person in people}), "person", "people")
    title = f"{known(interest, look)}, {known(role, look)}"
    page = Page()
    page.add("title", [(fitted(title, cells - width(count) - 2, "bold", look), Span("  "), quiet(count))])
    columns = (
        Column("Name", least=18),
        Column("Title", 22, rank=2),
        Column("Group", 20, rank=1),
        Column("Score", 5, right=True),
    )
    rows = [
        Row(_cells(person, look), row_spot(f"cell/{number}", "people", Target("person", person.member.id)))
        for number, person in enumerate(people[:LONGEST_LIST])
    ]
    page.add("people", row_table(columns, rows, cells, look))
    return Document.of(page.block, page.section_rows)


def _cells(person: CellPerson, look: Look) -> tuple[Line, ...]:
    member = person.member
    return (
        (Span(known(member.name, look), "name"),),
        (quiet(known(member.title, look)),),
        (quiet(known(person.group, look)),),
        (score(whole(member.engagement_score)), Span(" "), level_mark(member.engagement_level, look.glyphs)),
    )
