"""Solution interest details: template, stage model, audience, groups by stage, accounts without a group."""

from __future__ import annotations

from bgdetails.navigation import Target
from bgdetails.text import visible
from bgdetails.views.pages import InterestPage, StageCount
from bgdetails.views.values import Named
from bgdetails.widgets.bars import count_bar
from bgdetails.widgets.document import Block, Document, Line, Span, cut
from bgdetails.widgets.facts_strip import StripFact, facts_strip
from bgdetails.widgets.parts import (
    TEXT,
    Look,
    Page,
    bold,
    fitted,
    flow,
    heading,
    known,
    labelled,
    link_to,
    quiet,
    row_spot,
    sentence,
)
from bgdetails.widgets.row_table import more_row
from bgdetails.wording import number, plural

FACTS, STAGES, WITHOUT = "facts", "stages", "accounts without a group"
_LABEL = 17
_NAME = 24


def interest_strip(page: InterestPage, look: Look) -> Block:
    """The facts strip."""
    return facts_strip(
        [
            StripFact("Buying groups", (bold(number(page.groups)),), alone=(quiet(plural(page.groups, "group")),)),
            StripFact(
                "Accounts without a group",
                (bold(number(page.accounts_without_group_count)),),
                (quiet("in the audience"),),
                alone=(quiet(f"{number(page.accounts_without_group_count)} without"),),
            ),
        ],
        look,
    )


def interest_document(page: InterestPage, look: Look) -> Document:
    """The page's body."""
    body = Page()
    body.add(FACTS, _facts(page, look))
    body.add(STAGES, stage_bars(page.stages, look))
    body.add(WITHOUT, _accounts(page, look))
    return Document.of(body.block, body.section_rows)


def _facts(page: InterestPage, look: Look) -> Block:
    room = look.width - _LABEL
    template = Named(page.roles_template, page.roles_template)
    model = Named(page.stage_model, page.stage_model) if page.stage_model else None
    block: Block = [
        heading("Overview", look.width, look, rule=False),
        labelled("Roles template", _LABEL, *link_to(template, "template", FACTS, room, look)),
        labelled("Stage model", _LABEL, *link_to(model, "stage-model", FACTS, room, look)),
    ]
    if not page.audience:
        return [*block, cut(labelled("Audience", _LABEL, Span("every account")), look.width, look.glyphs.ellipsis)]
    lines = flow([Span(", ".join(visible(words) for words in page.audience))], max(min(room, TEXT), 10))
    return [*block, *(labelled("" if i else "Audience", _LABEL, *line) for i, line in enumerate(lines))]


def stage_bars(stages: tuple[StageCount, ...], look: Look) -> Block:
    """Groups by stage, each with its number and a bar."""
    block: Block = [heading("Buying groups by stage", look.width, look)]
    if not any(stage.groups for stage in stages):
        return [*block, *sentence("No buying group yet.", "", look.width, look)]
    largest = max(stage.groups for stage in stages)
    digits = max(len(number(stage.groups)) for stage in stages)
    room = max(min(look.width - _NAME - digits - 4, 60), 0)
    for stage in stages:
        name = known(stage.stage, look) if stage.stage else "no stage"
        spans: Line = (
            fitted(name, _NAME, "" if stage.stage else "quiet", look),
            Span("  "),
            bold(number(stage.groups).rjust(digits)),
            Span("  "),
            *count_bar(stage.groups, largest, room, look.glyphs),
        )
        block.append(cut(spans, look.width, look.glyphs.ellipsis))
    return block


def _accounts(page: InterestPage, look: Look) -> Block:
    """The accounts of the audience in which nobody fits a role."""
    shown, count = page.accounts_without_group, page.accounts_without_group_count
    note: Line = (quiet(f"the first {number(len(shown))} of {number(count)}"),) if count > len(shown) else ()
    block: Block = [heading(f"Accounts without a group ({number(count)})", look.width, look, note=note)]
    if not shown:
        return [*block, *sentence("Every account of the audience has a group.", "", look.width, look)]
    for account in shown:
        spot = row_spot(f"{WITHOUT}/{account.id}", WITHOUT, Target("account", account.id))
        block.append((fitted(known(account.name, look), min(look.width, TEXT), "name", look, spot=spot),))
    return [*block, *more_row(WITHOUT, count - len(shown), min(look.width, TEXT), look)]
