"""What an explanation says besides the score: what would raise completeness, who went quiet, who to reach."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.navigation import Target
from bgdetails.rules.reach import IN_WORDS
from bgdetails.text import width
from bgdetails.views.explanations import AccountReach, GroupExplanation, QuietMember
from bgdetails.views.suggestions import ReachPerson
from bgdetails.widgets.document import Block, Document, Line, Span, cut
from bgdetails.widgets.parts import Look, Page, bold, fitted, flow, known, quiet, row_spot
from bgdetails.widgets.row_table import Column, Row, row_table
from bgdetails.wording import full_day, number, percent, plural, whole

WIDEST = 88
_QUIET_SHOWN = 5
_POINTS = 4


def raises_section(explanation: GroupExplanation, look: Look, cells: int) -> Block:
    """The missing and short roles whose filling raises completeness most."""
    if not explanation.gains:
        return []
    columns = (
        Column("What would raise it most", least=24),
        Column("Needs", 14, rank=1),
        Column("Complete", 8, right=True),
    )
    rows = [
        Row(
            (
                (Span(known(gain.role, look), "name"),),
                (Span(plural(gain.people, "more person", "more people")),),
                (bold(percent(gain.completeness)),),
            )
        )
        for gain in explanation.gains
    ]
    return row_table(columns, rows, cells, look)


def quiet_section(members: Sequence[QuietMember], look: Look, cells: int) -> Block:
    """Members whose activity fell within four weeks."""
    if not members:
        return [(bold("Went quiet"), Span("  "), quiet("nobody in four weeks"))]
    columns = (
        Column("Went quiet in four weeks", least=24),
        Column("Role", 28, rank=1),
        Column("Then", 4, right=True),
        Column("Now", 4, right=True),
    )
    rows = [
        Row(_quiet_cells(member, look), row_spot(f"quiet/{member.id}", "quiet", Target("person", member.id)))
        for member in members[:_QUIET_SHOWN]
    ]
    block = row_table(columns, rows, cells, look)
    more = len(members) - _QUIET_SHOWN
    return [*block, (quiet(f"and {number(more)} more"),)] if more > 0 else block


def _quiet_cells(member: QuietMember, look: Look) -> tuple[Line, ...]:
    return (
        (Span(known(member.name, look), "name"),),
        (quiet(known(member.role, look)),),
        (Span(f"{whole(member.score_before)}"),),
        (bold(f"{whole(member.score)}"),),
    )


def account_reach(explanation: AccountReach, cells: int, look: Look) -> Document:
    """``Who to reach at Nordkap Energi``, as an overlay of its own."""
    cells = min(cells, WIDEST)
    page = Page()
    said, when = f"Who to reach at {known(explanation.name, look)}", f"as of {full_day(explanation.as_of)}"
    room = cells - width(when) - 2
    fits = width(said) <= room
    page.add(
        "title",
        [(fitted(said, room, "bold", look), Span("  "), quiet(when))]
        if fits
        else [*flow([bold(said)], cells), (quiet(when),)],
    )
    page.add("reach", _ranking(explanation.people, look, cells))
    page.add("rule", rule_section(cells))
    return Document.of([cut(spans, cells, look.glyphs.ellipsis) for spans in page.block], page.section_rows)


def reach_ranking(people: Sequence[ReachPerson], look: Look, cells: int) -> Block:
    """The ranking in the explanation of a group."""
    return [(bold("Who to reach"),), *_ranking(people, look, cells)]


def _ranking(people: Sequence[ReachPerson], look: Look, cells: int) -> Block:
    """Each person with the points together, and each reason with its own."""
    if not people:
        return [(quiet("Nobody stands out for a call now."),)]
    block: Block = []
    for person in people:
        spot = row_spot(f"reach/{person.id}", "reach", Target("person", person.id))
        points = Span(number(person.points).rjust(_POINTS - 2), "bold", spot)
        name = fitted(known(person.name, look), max(cells - _POINTS, 1), "name", look, spot=spot)
        block.append((points, Span("  ", "", spot), name))
        for reason in person.reasons:
            for index, line in enumerate(flow([quiet(known(reason.text, look))], max(cells - 2 * _POINTS, 10))):
                mark = "" if index else number(reason.points)
                block.append((Span(" " * _POINTS), quiet(mark.rjust(_POINTS - 2) + "  "), *line))
    return block


def rule_section(cells: int) -> Block:
    """By what rule who to reach is ranked."""
    return flow([quiet(IN_WORDS)], cells)
