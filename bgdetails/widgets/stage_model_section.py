"""Stage model details: the stages in order, where each one leads, and how many groups are in it."""

from __future__ import annotations

from bgdetails.navigation import LIST, Target
from bgdetails.text import visible
from bgdetails.views.pages import StageLine, StageModelPage
from bgdetails.widgets.bars import count_bar
from bgdetails.widgets.document import Block, Document, Line, Span, Spot
from bgdetails.widgets.facts_strip import StripFact, facts_strip
from bgdetails.widgets.parts import Look, Page, bold, heading, known, quiet, row_spot, sentence
from bgdetails.widgets.row_table import Column, Row, row_table, widest
from bgdetails.widgets.template_section import named_rows
from bgdetails.wording import number, plural

INTERESTS = "interests"


def stage_model_strip(page: StageModelPage, look: Look) -> Block:
    """The facts strip."""
    interests, entries = len(page.solution_interests), sum(stage.is_entry for stage in page.stages)
    return facts_strip(
        [
            StripFact(
                "Stages",
                (bold(number(len(page.stages))),),
                (quiet(f"{entries} to enter at"),),
                alone=(quiet(plural(len(page.stages), "stage")),),
            ),
            StripFact("Buying groups", (bold(number(page.groups)),), alone=(quiet(plural(page.groups, "group")),)),
            StripFact(
                "Solution interests", (bold(number(interests)),), rank=1, alone=(quiet(plural(interests, "interest")),)
            ),
        ],
        look,
    )


def stage_model_document(page: StageModelPage, look: Look) -> Document:
    """The page's body."""
    body = Page()
    body.add("stages", _stages(page, look))
    body.add(INTERESTS, named_rows(page.solution_interests, INTERESTS, "Solution interests", "interest", look))
    return Document.of(body.block, body.section_rows)


def _stages(page: StageModelPage, look: Look) -> Block:
    title = heading("Stages", look.width, look, rule=False)
    if not page.stages:
        return [title, *sentence("This model has no stages.", "Its rules file names them.", look.width, look)]
    largest = max(stage.groups for stage in page.stages)
    drawn = [_cells(stage, largest, look) for stage in page.stages]
    columns = (
        Column("Stage", 20),
        Column("", 8, rank=1),
        Column("Groups", 6, right=True),
        Column("", 16, rank=3),
        Column("Leads to", least=widest(drawn, 4, 16, 40), rank=2),
    )
    rows = [Row(cells, _spot(stage)) for cells, stage in zip(drawn, page.stages, strict=True)]
    return [title, *row_table(columns, rows, look.width, look)]


def _spot(stage: StageLine) -> Spot | None:
    """Opens the groups in the stage; a name with a quotation mark in it cannot be asked for."""
    if '"' in stage.stage:
        return None
    return row_spot(f"stage/{stage.stage}", "stages", Target(LIST, f'stage:"{stage.stage}"'))


def _cells(stage: StageLine, largest: int, look: Look) -> tuple[Line, ...]:
    what = "entry" if stage.is_entry else "success" if stage.is_success else "failure" if stage.is_failure else ""
    leads = ", ".join(visible(name) for name in stage.leads_to) or "nowhere"
    return (
        (Span(known(stage.stage, look), "name"),),
        (quiet(what),),
        (bold(number(stage.groups)),),
        count_bar(stage.groups, largest, 16, look.glyphs),
        (quiet(leads),),
    )
