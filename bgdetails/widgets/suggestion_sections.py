"""Who could fill the gap, and who to reach: sections at the end of a page, read behind its first paint."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.views.suggestions import Candidate, ReachPerson, RoleGap
from bgdetails.widgets.bars import level_mark, score
from bgdetails.widgets.document import Action, Block, Line, Span, Spot, cut
from bgdetails.widgets.parts import Look, bold, heading, known, quiet, row_spot, sentence
from bgdetails.widgets.row_table import Column, Row, row_table
from bgdetails.wording import number, plural, whole

CANDIDATES, REACH = "who could fill the gap", "who to reach"
_NAME, _TITLE, _ROLE, _SCORE = 26, 28, 28, 5


def candidates_section(gaps: Sequence[RoleGap], look: Look) -> Block:
    """The missing and short roles, and below each who could fill it; Enter opens the details."""
    cells = look.width
    title = heading("Who could fill the gap", cells, look)
    if not gaps:
        return [title, *sentence("No role is missing or short.", "", cells, look)]
    columns = (
        Column("Name", _NAME if cells >= 96 else 0, least=16),
        Column("Title", _TITLE, rank=3),
        Column("Score", _SCORE, right=True, rank=2),
        Column("Why", least=20, rank=1),
    )
    block: Block = [title]
    for gap in gaps:
        drawn = [
            Row(_candidate_cells(one, look), _person_spot(f"{CANDIDATES}/{gap.role}", one)) for one in gap.candidates
        ]
        header, *rows = row_table(columns, drawn, cells, look)
        if len(block) == 1 and any(each.candidates for each in gaps):
            block.append(header)
        block.append(cut(_gap_line(gap, look), cells, look.glyphs.ellipsis))
        block += rows or [(quiet("Nobody at the account fits, or nearly does."),)]
    return [cut(line, cells, look.glyphs.ellipsis) for line in block]


def _gap_line(gap: RoleGap, look: Look) -> Line:
    """``Practitioner  needs 1 more person, 5 fit``."""
    fit = f", {number(gap.fit_count)} {'fits' if gap.fit_count == 1 else 'fit'}" if gap.fit_count else ""
    needs = f"needs {plural(gap.people, 'more person', 'more people')}{fit}"
    return (bold(known(gap.role, look)), Span("  "), quiet(needs))


def _candidate_cells(one: Candidate, look: Look) -> tuple[Line, ...]:
    why = Span(known(one.why, look), "" if one.fails is None else "quiet")
    return _name(one, look), (quiet(known(one.title, look)),), _score(one, look), (why,)


def reach_section(people: Sequence[ReachPerson], look: Look) -> Block:
    """Up to five people who are worth a call now, each with the reasons; Enter opens the details."""
    cells = look.width
    ranked: Line = (quiet("how they are ranked  "), bold("e")) if people else ()
    title = heading("Who to reach", cells, look, note=ranked)
    if not people:
        why = "Nobody is untouched and active, went quiet in a required role, or was champion of a won deal."
        return [title, *sentence("Nobody stands out for a call now.", why, cells, look)]
    in_group = any(person.role is not None for person in people)
    columns = (
        Column("Name", _NAME if cells >= 96 else 0, least=16),
        Column("Role" if in_group else "Title", _ROLE, rank=3),
        Column("Score", _SCORE, right=True, rank=2),
        Column("Why", least=20, rank=1),
    )
    rows = [Row(_reach_cells(one, in_group, look), _person_spot(REACH, one)) for one in people]
    return [title, *row_table(columns, rows, cells, look)]


def _reach_cells(one: ReachPerson, in_group: bool, look: Look) -> tuple[Line, ...]:
    about = known(one.role if in_group else one.title, look)
    return _name(one, look), (quiet(about),), _score(one, look), (Span(known(one.why, look)),)


def _name(one: Candidate | ReachPerson, look: Look) -> Line:
    return (Span(known(one.name, look), "name"),)


def _score(one: Candidate | ReachPerson, look: Look) -> Line:
    return score(whole(one.engagement_score)), Span(" "), level_mark(one.engagement_level, look.glyphs)


def _person_spot(prefix: str, one: Candidate | ReachPerson) -> Spot:
    section = prefix.partition("/")[0]
    return row_spot(f"{prefix}/{one.id}", section, Action("member", one.id))
