"""Member details: one text for the overlay, of exactly as many rows as it needs."""

from __future__ import annotations

from bgdetails.navigation import Target
from bgdetails.summaries.model import SummaryText
from bgdetails.text import visible, width
from bgdetails.views.pages import MemberDetails
from bgdetails.widgets.activity_lines import activity_type, dated_activity
from bgdetails.widgets.bars import bar, level_style
from bgdetails.widgets.document import Action, Block, Document, Line, Span, Spot, cut, line_width, pad
from bgdetails.widgets.parts import Look, Page, bold, fitted, known, labelled, link, link_to, on_spot, quiet, row_spot
from bgdetails.widgets.summary_panel import PanelState, summary_panel
from bgdetails.wording import day, number, whole

_CONTENT = 78
_BAR = 10
_LABEL = 10


def member_document(
    details: MemberDetails, summary: SummaryText | None, state: PanelState, cells: int, look: Look
) -> Document:
    """The text of the overlay, in at most ``cells`` columns."""
    cells = min(cells, _CONTENT)
    page = Page()
    page.add("member", _head(details, cells, look))
    page.add("summary", summary_panel(summary, "summary", cells, look, state=state))
    page.add("moment", _moment(details, cells, look))
    page.add("activities", _activities(details, cells, look))
    page.add("groups", _groups(details, cells, look))
    page.add("reach", _reach(details, cells, look))
    return Document.of([cut(spans, cells, look.glyphs.ellipsis) for spans in page.block], page.section_rows)


def first_focus(details: MemberDetails) -> str | None:
    """The first other group, else whatever can be focused first."""
    return f"groups/{details.other_buying_groups[0].id}" if details.other_buying_groups else None


def _head(details: MemberDetails, cells: int, look: Look) -> Block:
    style = level_style(details.engagement_level)
    score: Line = (
        bold(str(whole(details.engagement_score)).rjust(3)),
        Span(" "),
        *(bar(details.engagement_score, _BAR, style, look.glyphs) if cells >= 50 else ()),
        Span(" " if cells >= 50 else ""),
        Span(details.engagement_level, style),
    )
    room = max(cells - line_width(score) - 2, 1)
    first: Line = (fitted(known(details.name, look), room, "bold", look), Span("  "), *score)
    about = [visible(text) for text in (details.title, details.role) if text and text.strip()]
    second: list[Span] = [quiet(look.separator.join(about))] if about else []
    if details.account is not None:
        used = width(look.separator.join([*about, ""])) if about else 0
        if used + 8 > cells:
            return [first, tuple(second), link_to(details.account, "account", "member", cells, look)]
        if about:
            second.append(quiet(look.separator))
        second.extend(link_to(details.account, "account", "member", cells - used, look))
    elif not about:
        second = [quiet(look.glyphs.unknown)]
    return [first, tuple(second)]


def _moment(details: MemberDetails, cells: int, look: Look) -> Block:
    found = details.last_interesting_moment
    if found is None:
        return [(bold("Last interesting moment"),), (quiet("None so far."),)]
    type_cells = min(width(activity_type(found, look)) + 2, _longest_type(cells))
    return [(bold("Last interesting moment"),), dated_activity(found, type_cells, cells, look)]


def _activities(details: MemberDetails, cells: int, look: Look) -> Block:
    block: Block = [(bold("Recent activities"),)]
    if not details.recent_activities:
        return [*block, (quiet("None so far."),)]
    widest = max(width(activity_type(activity, look)) for activity in details.recent_activities)
    type_cells = min(widest + 2, _longest_type(cells))
    return [*block, *(dated_activity(activity, type_cells, cells, look) for activity in details.recent_activities)]


def _longest_type(cells: int) -> int:
    """Types are shown whole as far as a date and eight columns of subject stay beside them."""
    return max(cells // 3, min(cells - 22, 26))


def _groups(details: MemberDetails, cells: int, look: Look) -> Block:
    shown, count = len(details.other_buying_groups), details.other_buying_group_count
    title: Line = (bold("Other buying groups"),)
    if not shown:
        return [title, (quiet("None."),)]
    notes = (f"{shown} of {number(count)}, last added first", f"{shown} of {number(count)}")
    note = next((note for note in notes if line_width(title) + 2 + len(note) <= cells), "")
    block: Block = [(*title, Span("  "), quiet(note))]
    for group in details.other_buying_groups:
        spot = row_spot(f"groups/{group.id}", "groups", Target("group", group.id))
        added = f"added {day(look.clock.local(group.added_at).date(), look.clock)}" if group.added_at else ""
        room = max(cells - width(added) - 6, 8)
        spans: Line = (
            fitted(known(group.name, look), room, "name", look),
            Span("  "),
            quiet(added),
            Span("   "),
            Span(look.glyphs.enter, "accent", spot, only_focused=True),
        )
        block.append(on_spot(pad(spans, cells), spot))
    return block


def _reach(details: MemberDetails, cells: int, look: Look) -> Block:
    room = cells - _LABEL
    if details.email and details.email.strip():
        spot = Spot("mail", "reach", Action("mail", details.email))
        email = link(visible(details.email), room, spot, look)
    else:
        email = (Span(look.glyphs.unknown),)
    phone = fitted(known(details.phone, look), room, "", look)
    return [labelled("Email", _LABEL, *email), labelled("Phone", _LABEL, Span(phone.text.rstrip()))]
