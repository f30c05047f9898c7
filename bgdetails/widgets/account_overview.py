"""The account overview, as its groups' pages show it: facts at the left, the summary at the right."""

from __future__ import annotations

from bgdetails.summaries.model import SummaryText
from bgdetails.text import visible
from bgdetails.views.pages import AccountOverview
from bgdetails.views.values import JourneyEntry, Named
from bgdetails.widgets.document import Block, Line, Span
from bgdetails.widgets.parts import Look, heading, known, labelled, link_to, quiet
from bgdetails.widgets.summary_panel import PanelState, summary_panel
from bgdetails.widgets.two_columns import left_cells, right_cells, two_columns
from bgdetails.wording import ago, amount, number

LABEL = 20
SECTION = "account overview"
_SHORTEST_NAME = 16


def account_overview(
    account: Named,
    overview: AccountOverview,
    summary: SummaryText | None,
    look: Look,
    *,
    state: PanelState | None = None,
) -> Block:
    """The section with its heading."""
    left = left_cells(look)
    facts = [
        labelled("Account", LABEL, *link_to(account, "account", SECTION, left - LABEL, look)),
        labelled("Industry", LABEL, Span(known(overview.industry, look))),
        labelled("People", LABEL, Span(number(overview.people))),
        labelled("Open opportunities", LABEL, *open_deals(overview)),
        labelled("Buying groups", LABEL, Span(number(overview.buying_groups))),
        *journey_lines(overview.recent_journeys, SECTION, LABEL, left, look),
    ]
    title = heading("Account overview", look.width, look)
    panel = summary_panel(summary, SECTION, right_cells(look), look, state=state)
    return [title, *two_columns(facts, panel, look)]


def open_deals(overview: AccountOverview) -> Line:
    """``2  € 412,000``: the number, and the known amounts of each currency."""
    count = Span(number(overview.open_opportunities))
    amounts = [amount(value, visible(currency) if currency else None) for currency, value in overview.open_amounts]
    return (count, Span("  "), quiet(", ".join(amounts))) if amounts else (count,)


def journey_lines(journeys: tuple[JourneyEntry, ...], section: str, label: int, cells: int, look: Look) -> Block:
    """The journeys that the account is in, each a link with when it was entered."""
    if not journeys:
        return [labelled("Account journeys", label, quiet("none in progress"))]
    block: Block = []
    for index, journey in enumerate(journeys):
        when = ago(journey.entered_at, look.clock)
        room = cells - label - len(when) - 2
        after: Line = (Span("  "), quiet(when)) if room >= _SHORTEST_NAME else ()
        name = link_to(Named(journey.id, journey.name), "journey", section, room if after else cells - label, look)
        block.append(labelled("" if index else "Account journeys", label, *name, *after))
    return block
