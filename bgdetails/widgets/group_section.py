"""Buying group details: the facts strip and the Overview tab, as one document."""

from __future__ import annotations

from msgspec import Struct

from bgdetails.navigation import Target
from bgdetails.summaries.model import SummaryText
from bgdetails.text import width
from bgdetails.views.change_values import SinceLook
from bgdetails.views.note_values import NO_NOTES, Notes
from bgdetails.views.pages import GroupPage
from bgdetails.views.suggestions import GroupSuggestions
from bgdetails.views.values import Named, RoleFill
from bgdetails.widgets.account_overview import account_overview
from bgdetails.widgets.bars import bar
from bgdetails.widgets.document import Action, Block, Document, Line, Span, Spot, line_width
from bgdetails.widgets.intent_section import intent_section
from bgdetails.widgets.member_cards import member_cards
from bgdetails.widgets.notes_section import SECTION as NOTES
from bgdetails.widgets.notes_section import notes_section
from bgdetails.widgets.parts import (
    LABELS_FROM,
    Look,
    Page,
    bold,
    fitted,
    heading,
    known,
    labelled,
    link,
    link_to,
    quiet,
    sentence,
)
from bgdetails.widgets.since_look_section import SECTION, since_look_section
from bgdetails.widgets.suggestion_sections import CANDIDATES, REACH, candidates_section, reach_section
from bgdetails.widgets.summary_panel import PanelState, summary_panel
from bgdetails.widgets.two_columns import STACKED_UNDER, left_cells, right_cells, two_columns
from bgdetails.wording import ago, moment, number, percent

LABEL = 19
OVERVIEW, DECISION, TOP = "group overview", "decision makers", "top engaged members"
_PARTS = 6
_COUNT_GAP, _TAIL_WORDS, _TAIL_MARKS = 2, 7, 2


class GroupSummaries(Struct, frozen=True):
    """What is known of the page's two summaries; None while one is on its way."""

    group: SummaryText | None = None
    account: SummaryText | None = None
    state: PanelState = PanelState(asks=True)


def group_document(
    page: GroupPage,
    summaries: GroupSummaries,
    look: Look,
    suggestions: GroupSuggestions | None = None,
    since_look: SinceLook | None = None,
    notes: Notes = NO_NOTES,
) -> Document:
    """The Overview tab; what it suggests stands at its end, for that comes later than the rest."""
    body = Page()
    here = PanelState(here=frozenset({Target("group", page.id)}))
    body.add(OVERVIEW, _group_overview(page, summaries, look))
    if since_look is not None and since_look.changes.anything:
        body.add(SECTION, since_look_section(since_look, look))
    body.add(
        "account overview", account_overview(page.account, page.account_overview, summaries.account, look, state=here)
    )
    body.add("intent", intent_section(page.intent, page.has_intent_keywords, look.width, look))
    body.add(DECISION, _decision_makers(page, look))
    body.add(TOP, _top_engaged(page, look))
    if notes.count:
        body.add(NOTES, notes_section(notes, look.width, look))
    if suggestions is not None:
        body.add(CANDIDATES, candidates_section(suggestions.gaps, look))
        body.add(REACH, reach_section(suggestions.reach, look))
    return Document.of(body.block, body.section_rows)


def _group_overview(page: GroupPage, summaries: GroupSummaries, look: Look) -> Block:
    left = left_cells(look)
    facts: Block = [
        labelled("Account", LABEL, *link_to(page.account, "account", OVERVIEW, left - LABEL, look)),
        labelled("Solution interest", LABEL, *_by_name(page.solution_interest, "interest", left, look)),
        labelled("Roles template", LABEL, *_by_name(page.roles_template, "template", left, look)),
        labelled("Last updated", LABEL, Span(_updated(page, left, look))),
        *([labelled("Status", LABEL, fitted(known(page.status, look), left - LABEL, "", look))] if page.status else []),
    ]
    roles = _role_chips(page, look) if look.columns < STACKED_UNDER else _role_rows(page, left, look)
    panel = summary_panel(summaries.group, OVERVIEW, right_cells(look), look, state=summaries.state)
    title = heading("Group overview", look.width, look, rule=False)
    return [title, *two_columns([*facts, *([()] if roles else []), *roles], panel, look)]


def _updated(page: GroupPage, left: int, look: Look) -> str:
    """When it changed last; a date is never cut, so that where it is narrow only "ago" is said."""
    said = moment(page.updated_at, look.clock)
    return said if width(said) <= left - LABEL else ago(page.updated_at, look.clock)


def _by_name(name: str, kind: str, left: int, look: Look) -> Line:
    return link_to(Named(name, name), kind, OVERVIEW, left - LABEL, look)


def _is_missing(role: RoleFill) -> bool:
    return role.required_for_completeness and role.assigned == 0


def _is_short(role: RoleFill) -> bool:
    return role.required_for_completeness and 0 < role.assigned < role.required


def _role_rows(page: GroupPage, cells: int, look: Look) -> Block:
    """One line a role: name, how many of how many, bar, per cent, and what is wrong in a word."""
    words = look.width >= 130
    counts = [f"{number(role.assigned)} of {number(role.required)}" for role in page.roles]
    count = max(map(len, counts), default=0)
    tail = _TAIL_WORDS + 2 if words else _TAIL_MARKS + 1
    name = max(cells - (_COUNT_GAP + count + 2 + _PARTS + 1 + 5 + tail), 8)
    block: Block = []
    for role, said in zip(page.roles, counts, strict=True):
        missing, short = _is_missing(role), _is_short(role)
        block.append(
            (
                fitted(known(role.role, look), name, "", look),
                Span(" " * _COUNT_GAP),
                Span(said.ljust(count), "bold" if missing or short else "quiet"),
                Span("  "),
                *bar(role.completeness, _PARTS, "bar-quiet", look.glyphs),
                Span(" " + percent(role.completeness).rjust(5)),
                *_role_trouble(missing, short, words, look),
            )
        )
    return block


def _role_trouble(missing: bool, short: bool, words: bool, look: Look) -> Line:
    if not missing and not short:
        return ()
    if words:
        return (Span("  "), Span("missing" if missing else "short", "warning"))
    return (Span(" "), Span(look.glyphs.missing if missing else look.glyphs.short, "warning"))


def _role_chips(page: GroupPage, look: Look) -> Block:
    """The roles as chips; where it is narrow the incomplete ones first. A role's name is never cut in its chip."""
    roles = list(page.roles)
    if look.columns < LABELS_FROM:
        roles.sort(key=lambda role: (not _is_missing(role), not _is_short(role)))
    lines: Block = []
    current: Line = ()
    for role in roles:
        chip = _chip(role, look)
        joined: Line = (*current, Span(" "), *chip) if current else chip
        if current and line_width(joined) > look.width:
            lines.append(current)
            joined = chip
        current = joined
    return [*lines, current] if current else lines


def _chip(role: RoleFill, look: Look) -> Line:
    missing, short = _is_missing(role), _is_short(role)
    mark = f"{look.glyphs.missing} " if missing else f"{look.glyphs.short} " if short else ""
    after = f" {percent(role.completeness)} "
    name = known(role.role, look)
    room = max(look.width - len(mark) - len(after) - 1, 1)
    if width(name) > room:
        name = name.replace("Executive", "Exec.")
    style = "chip bold warning" if missing or short else "chip"
    shown = fitted(name, min(room, width(name)), style, look)
    return (Span(f" {mark}", style), shown, Span(after, style))


def _decision_makers(page: GroupPage, look: Look) -> Block:
    cards = page.decision_makers
    title = heading(f"Decision maker ({len(cards)})", look.width, look)
    if cards:
        return [title, *member_cards(cards, DECISION, look.width, look)]
    return [title, *_no_decision_makers(page, look)]


def _no_decision_makers(page: GroupPage, look: Look) -> Block:
    if not page.has_decision_maker_role:
        template = known(page.roles_template, look)
        return sentence("The roles template has no role Decision Maker.", f"It is {template}.", look.width, look)
    if page.member_count == 0:
        return sentence(*no_members(page, look), look.width, look)
    return sentence("No member of this group is Decision Maker.", "", look.width, look)


def no_members(page: GroupPage, look: Look) -> tuple[str, str]:
    """What an empty group says: that it is, and what would fill it."""
    people = page.account_overview.people
    account = known(page.account.name, look)
    whom = "the one person" if people == 1 else f"one of the {number(people)} people"
    fill = (
        f"Press A to assign {whom} at {account}." if people else f"Nor has {account} any people: an import adds them."
    )
    return "This group has no members.", fill


def _top_engaged(page: GroupPage, look: Look) -> Block:
    cards = page.top_engaged_members
    words = f"View all members ({number(page.member_count)})"
    spot = Spot("view all members", TOP, Action("members"))
    at_right: Line = (*link(words, 60, spot, look), Span("  "), bold("m"))
    title_text = f"Top engaged members ({len(cards)})"
    fits = len(title_text) + line_width(at_right) + 4 <= look.width
    title = heading(title_text, look.width, look, note=at_right if fits else ())
    block: Block = [title] if fits else [title, at_right]
    if cards:
        return [*block, *member_cards(cards, TOP, look.width, look)]
    if page.member_count == 0:
        return [*block, (quiet("Nobody yet."),)]
    return [*block, *sentence("All members are in the row above.", "", look.width, look)]
