"""Person details: summary and timeline at the left; groups as cards, intent and details at the right."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.navigation import Target
from bgdetails.summaries.model import SummaryText
from bgdetails.text import clip, width
from bgdetails.views.note_values import NO_NOTES, Notes
from bgdetails.views.pages import ACTIVITIES_SHOWN, GroupCard, PersonPage
from bgdetails.views.values import ActivityLine
from bgdetails.widgets.activity_lines import activity_subject, activity_type, touch_words
from bgdetails.widgets.document import Block, Document, Line, Span, beside, cut
from bgdetails.widgets.group_strip import completeness_words
from bgdetails.widgets.intent_section import intent_section
from bgdetails.widgets.member_cards import card_line, first_row, score_row
from bgdetails.widgets.notes_section import SECTION as NOTES
from bgdetails.widgets.notes_section import notes_section
from bgdetails.widgets.parts import Look, Page, fitted, heading, known, labelled, link_to, quiet, row_spot, sentence
from bgdetails.widgets.row_table import whole_list_row
from bgdetails.widgets.summary_panel import PanelState, summary_panel
from bgdetails.wording import ago, day, plural

SUMMARY, ACTIVITIES, GROUPS, DETAILS = "summary", "activities", "buying groups", "details"
_STACKED_UNDER = 100
_GAP = 4
_LABEL = 13
_DAY, _TIME = 11, 5
_LONGEST_TYPE = 19
_TYPE_FROM = 50
"""Columns from which a row of the timeline names the type beside what it was about."""


def person_document(
    page: PersonPage, summary: SummaryText | None, state: PanelState, look: Look, notes: Notes = NO_NOTES
) -> Document:
    """The page's body."""
    stacked = look.columns < _STACKED_UNDER
    left = look.width if stacked else (look.width - _GAP) * 3 // 5
    right = look.width if stacked else look.width - _GAP - left
    first, second = Page(), Page()
    panel = summary_panel(summary, SUMMARY, left, look, state=state)
    first.add(SUMMARY, [heading("Summary", left, look, rule=False), *panel])
    second.add(GROUPS, _groups(page.groups, right, look, rule=stacked))
    second.add("intent", intent_section(page.intent, page.has_intent_keywords, right, look))
    second.add(DETAILS, _details(page, right, look))
    if notes.count:
        second.add(NOTES, notes_section(notes, right, look))
    timeline = _activities(page.activities, left, look)
    if stacked:
        first.add(GROUPS, second.block)
        first.add(ACTIVITIES, timeline)
        shift = first.section_rows[GROUPS]
        rows = {**first.section_rows, **{name: row + shift for name, row in second.section_rows.items()}}
        return Document.of(first.block, rows)
    first.add(ACTIVITIES, timeline)
    block = beside([(first.block, left), (second.block, right)], _GAP)
    return Document.of(block, {**first.section_rows, **second.section_rows})


def _activities(activities: Sequence[ActivityLine], cells: int, look: Look) -> Block:
    """A timeline: the day only where it changes, the time, ``◆`` for a moment, the type, and what."""
    if not activities:
        return [heading("Recent activities", cells, look), *sentence("No activity so far.", "", cells, look)]
    note: Line = (quiet(f"{len(activities)}, "), Span(look.glyphs.moment, "bold"), quiet(" interesting moment"))
    block: Block = [heading("Recent activities", cells, look, note=note)]
    widest = max(width(activity_type(activity, look)) for activity in activities)
    type_cells = min(widest, _LONGEST_TYPE, max(cells // 4, 6))
    before = ""
    for activity in activities:
        when = _day(activity, look)
        block.append(_timeline_row(activity, "" if when == before else when, type_cells, cells, look))
        before = when
    more = whole_list_row(ACTIVITIES, "all activities", cells, look) if len(activities) == ACTIVITIES_SHOWN else []
    return [*block, *more]


def _day(activity: ActivityLine, look: Look) -> str:
    """Relative for six days, then the date."""
    local = look.clock.local(activity.at).date()
    days = (look.clock.today - local).days
    if days == 0:
        return "today"
    return ago(activity.at, look.clock) if 0 < days <= 6 else day(local, look.clock)


def _timeline_row(activity: ActivityLine, when: str, type_cells: int, cells: int, look: Look) -> Line:
    moment = activity.is_moment
    weight = "bold" if moment else "quiet" if activity.done_to_person else ""
    names_type = cells >= _TYPE_FROM or activity.about is None
    kind = (fitted(activity_type(activity, look), type_cells, "bold" if moment else "quiet", look), Span(" "))
    room = max(cells - _DAY - 2 - _TIME - 2 - 2 - (type_cells + 1 if names_type else 0), 1)
    spans: Line = (
        Span(clip(when, _DAY, look.glyphs.ellipsis).rjust(_DAY), "quiet"),
        Span("  "),
        quiet(f"{look.clock.local(activity.at):%H:%M}"),
        Span("  "),
        Span(look.glyphs.moment if moment else " ", "bold"),
        Span(" "),
        *(kind if names_type else ()),
        Span(clip(activity_subject(activity, look), room, look.glyphs.ellipsis), weight),
    )
    return cut(spans, cells, look.glyphs.ellipsis)


def _groups(groups: Sequence[GroupCard], cells: int, look: Look, *, rule: bool) -> Block:
    note: Line = (quiet("by score" if len(groups) < 4 else f"{len(groups)}, by score"),) if groups else ()
    block: Block = [heading("Buying groups", cells, look, note=note, rule=rule)]
    if not groups:
        return [*block, *sentence("In no buying group.", "", cells, look)]
    for index, group in enumerate(groups):
        if index:
            block.append(())
        block.extend(group_card(group, cells, look))
    return block


def group_card(group: GroupCard, cells: int, look: Look) -> Block:
    """Three rows: name; score and completeness; stage, members and the person's role."""
    spot = row_spot(f"{GROUPS}/{group.id}", GROUPS, Target("group", group.id))
    room = max(cells - 4, 1)
    complete = completeness_words(group.completeness_score, look)
    bar_room = min(room - width(complete) - 3, 26)
    second: Line = (Span("  "), *score_row(group.engagement_score, group.engagement_level, bar_room, look))
    if bar_room >= 10:
        second = (*second, Span("   "), quiet(complete))
    parts = [
        known(group.stage, look) if group.stage else "no stage",
        plural(group.member_count, "member"),
        *([known(group.role, look)] if group.role else []),
    ]
    third: Line = (Span("  "), fitted(look.separator.join(parts), room, "quiet", look))
    first = first_row(known(group.name, look), cells, spot, look, hint="")
    return [card_line(row, cells, spot) for row in (first, second, third)]


def _details(page: PersonPage, cells: int, look: Look) -> Block:
    block: Block = [heading("Details", cells, look)]
    facts: list[tuple[str, Line]] = [
        ("Department", (Span(known(page.department, look)),)),
        ("Location", (Span(known(page.location, look)),)),
        ("Lead source", (Span(known(page.lead_source, look)),)),
        ("Last touch", touch_words(page.last_touch, look)),
        ("Next", touch_words(page.next_touch, look) if page.next_touch else (quiet("nothing planned"),)),
    ]
    if page.reports_to is not None:
        facts.insert(2, ("Reports to", link_to(page.reports_to, "person", DETAILS, cells - _LABEL, look)))
    warnings = [
        *(["unsubscribed"] if page.unsubscribed else []),
        *(["email address invalid"] if page.email_invalid else []),
    ]
    if warnings:
        facts.append(("Contact", (Span(f"{look.glyphs.attention} {', '.join(warnings)}", "warning"),)))
    return [*block, *(cut(labelled(label, _LABEL, *value), cells, look.glyphs.ellipsis) for label, value in facts)]
