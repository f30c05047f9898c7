"""How a score came about, as one text: of a person by type of activity, of a group by member."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bgdetails.navigation import Target
from bgdetails.text import visible, width
from bgdetails.views.explanations import GroupExplanation, MemberPart, PersonExplanation, ScorePart
from bgdetails.views.values import Named
from bgdetails.widgets.bars import bar, level_style
from bgdetails.widgets.document import Action, Block, Document, Line, Span, Spot, cut
from bgdetails.widgets.explain_changes import WIDEST, quiet_section, raises_section, reach_ranking, rule_section
from bgdetails.widgets.parts import GLUE, Look, Page, bold, fitted, flow, known, quiet, row_spot, sentence
from bgdetails.widgets.row_table import LONGEST_LIST, Column, Row, row_table
from bgdetails.wording import day, full_day, number, percent, plural, whole

_BAR = 19
_LABEL = 11


class TypePart(Struct, frozen=True):
    """A type of activity over all days of the window."""

    type: str
    weight: float
    count: int
    counted: int
    raw: float
    points: float
    days: tuple[ScorePart, ...] = ()

    @classmethod
    def of(cls, parts: Sequence[ScorePart]) -> list[TypePart]:
        """The types, most points first."""
        by_type: dict[str, list[ScorePart]] = {}
        for part in parts:
            by_type.setdefault(part.type, []).append(part)
        found = [
            cls(
                name,
                days[0].normalised_weight,
                sum(part.count for part in days),
                sum(part.counted for part in days),
                sum(part.raw for part in days),
                sum(part.points for part in days),
                tuple(days),
            )
            for name, days in by_type.items()
        ]
        return sorted(found, key=lambda part: (-round(part.points, 9), part.type.casefold()))


def person_explanation(
    explanation: PersonExplanation, cells: int, look: Look, *, opened: frozenset[str] = frozenset()
) -> Document:
    """``How Jonas Lindqvist got 81``; the types in ``opened`` show their days."""
    cells = min(cells, WIDEST)
    page = Page()
    page.add("title", _title(explanation.name, explanation.engagement_score, _window(explanation, look), cells, look))
    types = TypePart.of(explanation.parts)
    if not types:
        page.add("types", sentence("No activity that counts in these 30 days.", "", cells, look))
    else:
        page.add("types", _types(types, explanation, opened, cells, look))
    capped = _capped(explanation, cells, look)
    if capped:
        page.add("cap", capped)
    if explanation.not_counted:
        page.add("not counted", _not_counted(explanation, cells))
    page.add("sum", _steps(explanation, explanation.largest_root_person, cells, look))
    return Document.of([cut(spans, cells, look.glyphs.ellipsis) for spans in page.block], page.section_rows)


def group_explanation(explanation: GroupExplanation, cells: int, look: Look) -> Document:
    """The same of a group, by member, and its completeness."""
    cells = min(cells, WIDEST)
    page = Page()
    when = f"as of {full_day(explanation.as_of)}"
    page.add("title", _title(explanation.name, explanation.engagement_score, when, cells, look))
    page.add("members", _members(explanation, cells, look))
    page.add("sum", _steps(explanation, explanation.largest_root_group, cells, look))
    page.add("completeness", _completeness(explanation, cells, look))
    if raises := raises_section(explanation, look, cells):
        page.add("raises", raises)
    page.add("quiet", quiet_section(explanation.went_quiet, look, cells))
    page.add("reach", reach_ranking(explanation.reach, look, cells))
    page.add("rule", rule_section(cells))
    return Document.of([cut(spans, cells, look.glyphs.ellipsis) for spans in page.block], page.section_rows)


def _title(name: str, score: float, when: str, cells: int, look: Look) -> Block:
    said = f"How {known(name, look)} got {whole(score)}"
    room = cells - width(when) - 2
    if width(said) > room:
        return [*flow([bold(said)], cells), (quiet(when),)]
    return [(fitted(said, room, "bold", look), Span("  "), quiet(when))]


def _window(explanation: PersonExplanation, look: Look) -> str:
    return f"{day(explanation.window_from, look.clock)} to {full_day(explanation.as_of)}, 30 days"


def _types(
    types: Sequence[TypePart], explanation: PersonExplanation, opened: frozenset[str], cells: int, look: Look
) -> Block:
    columns = (
        Column("Activity", least=16),
        Column("Seen", 6, right=True, rank=2),
        Column("Counted", 7, right=True),
        Column("Weight", 6, right=True, rank=3),
        Column("Points", 8, right=True, rank=1),
        Column("Of the score", 12, right=True),
        Column("", _BAR, rank=4),
    )
    largest = types[0].points
    style = level_style(explanation.engagement_level)
    rows: list[Row] = []
    for part in types:
        spot = row_spot(f"type/{part.type}", "types", Action("days", part.type))
        rows.append(Row(_type_cells(part, largest, style, look), spot))
        if part.type in opened:
            rows.extend(Row(_day_cells(day_part, look)) for day_part in part.days)
    together = Row(
        (
            (bold("Together"),),
            (Span(number(sum(part.count for part in types))),),
            (Span(number(sum(part.counted for part in types))),),
            (),
            (bold(f"{explanation.raw:,.2f}"),),
            (bold(f"{explanation.engagement_score:.1f}"),),
            (),
        )
    )
    return _ruled(row_table(columns, [*rows, together], cells, look), cells, look)


def _ruled(table: Block, cells: int, look: Look) -> Block:
    """A hairline under the header, and one above the last row."""
    rule: Line = (Span(look.glyphs.rule * cells, "hairline"),)
    return [table[0], rule, *table[1:-1], rule, table[-1]]


def _type_cells(part: TypePart, largest: float, style: str, look: Look) -> tuple[Line, ...]:
    capped = part.counted < part.count
    return (
        (Span(known(part.type, look), "name"),),
        (Span(number(part.count)),),
        (Span(number(part.counted), "bold warning" if capped else ""),),
        (quiet(f"{part.weight:.2f}"),),
        (Span(f"{part.raw:,.2f}"),),
        (bold(f"{part.points:.1f}"),),
        bar(100 * part.points / largest if largest else 0, _BAR, style, look.glyphs),
    )


def _day_cells(part: ScorePart, look: Look) -> tuple[Line, ...]:
    """A day of a type, below it."""
    return (
        (quiet(f"  {day(part.day, look.clock)}"),),
        (quiet(number(part.count)),),
        (Span(number(part.counted), "warning" if part.capped else "quiet"),),
        (),
        (quiet(f"{part.raw:,.2f}"),),
        (quiet(f"{part.points:.1f}"),),
        (),
    )


def _capped(explanation: PersonExplanation, cells: int, look: Look) -> Block:
    """The cap in words, with the days on which it took some."""
    days = [
        f"{day(part.day, look.clock)} {number(part.count)} {known(part.type, look)} → {part.counted}"
        for part in explanation.parts
        if part.capped
    ]
    if not days:
        return []
    shown = ", ".join(days[:3]) + (f" and {len(days) - 3} more" if len(days) > 3 else "")
    rule = f"{explanation.daily_cap} of a kind count a day:"
    return flow([Span(look.glyphs.attention, "warning"), Span(f" {rule} "), quiet(shown)], cells)


def _not_counted(explanation: PersonExplanation, cells: int) -> Block:
    said = ", ".join(
        f"{number(found.count)} {visible(found.type)} ({found.reason})" for found in explanation.not_counted
    )
    return flow([quiet("Not counted: "), quiet(said)], cells)


def _steps(explanation: PersonExplanation | GroupExplanation, largest: Named | None, cells: int, look: Look) -> Block:
    """√, ÷ and × 100, one line each, with whose the largest is."""
    root, most = explanation.root, explanation.largest_root
    whose = known(largest.name, look) if largest is not None else ""
    same = largest is not None and largest.id == explanation.id
    largest_words = "nobody is active, so every score is 0"
    if most:
        largest_words = f"{most:.3f}, the largest here" + (": this one" if same else f": {whose}" if whose else "")
    score: list[Span] = [
        Span(f"{root:.3f} ÷ {most:.3f} × 100 = " if most else "0 × 100 = "),
        bold(f"{explanation.engagement_score:.1f}"),
        Span(f", shown as {whole(explanation.engagement_score)}, "),
        Span(explanation.engagement_level, level_style(explanation.engagement_level)),
    ]
    steps: list[tuple[str, list[Span]]] = [
        ("√ points", [Span(f"√{explanation.raw:,.2f} = {root:.3f}")]),
        ("÷ largest", [Span(largest_words)]),
        ("× 100", score),
    ]
    block: Block = []
    for label, spans in steps:
        for index, line in enumerate(flow(spans, max(cells - _LABEL, 10))):
            block.append((quiet(("" if index else label).ljust(_LABEL)), *line))
    return block


def _members(explanation: GroupExplanation, cells: int, look: Look) -> Block:
    if not explanation.parts:
        return sentence("This group has no members.", "", cells, look)
    columns = (
        Column("Member", least=16),
        Column("Role", 28, rank=1),
        Column("Score", 5, right=True, rank=2),
        Column("Share", 6, right=True, rank=3),
        Column("Points", 7, right=True, rank=4),
        Column("Of the score", 12, right=True),
    )
    shown = explanation.parts[:LONGEST_LIST]
    rows = [Row(_member_cells(part, look), _member_spot(part)) for part in shown]
    together: tuple[Line, ...] = (
        (bold("Together"),),
        (quiet(plural(len(explanation.parts), "member")),),
        (),
        (),
        (bold(f"{explanation.raw:,.2f}"),),
        (bold(f"{explanation.engagement_score:.1f}"),),
    )
    return _ruled(row_table(columns, [*rows, Row(together)], cells, look), cells, look)


def _member_spot(part: MemberPart) -> Spot:
    return row_spot(f"member/{part.id}", "members", Target("person", part.id))


def _member_cells(part: MemberPart, look: Look) -> tuple[Line, ...]:
    share = percent(part.share * 100) if part.note is None else look.glyphs.unknown
    return (
        (Span(known(part.name, look), "name"),),
        (quiet(known(part.role, look)),),
        (Span(f"{part.person_score:.1f}"),),
        (quiet(share),),
        (Span(f"{part.raw:,.2f}"),),
        (bold(f"{part.points:.1f}"),),
    )


def _completeness(explanation: GroupExplanation, cells: int, look: Look) -> Block:
    """The mean over the roles that are required, said with its terms."""
    wanted = [role for role in explanation.completeness_roles if role.required_for_completeness]
    title: Line = (bold("Completeness"), Span("  "), Span(percent(explanation.completeness_score)))
    if explanation.completeness_score is None:
        return [(*title, Span("  "), quiet("no role is required"))]
    terms = ", ".join(
        f"{visible(role.role)} {role.assigned} of {role.required} = {percent(role.completeness)}".replace(" ", GLUE)
        for role in wanted
    )
    return [title, *flow([quiet(f"The mean of {terms}.")], cells)]
