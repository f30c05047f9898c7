"""What changed about a group since the reader last looked, as a section of its page."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.navigation import Target
from bgdetails.rules.what_changed import ScoreMove
from bgdetails.views.change_values import ChangedMember, Changes, RoleChange, SinceLook, StageStep
from bgdetails.views.group_moments import GroupMoment
from bgdetails.widgets.document import Block, Line, Span, Spot, indent
from bgdetails.widgets.parts import GLUE, Look, bold, fitted, flow, heading, known, labelled, quiet
from bgdetails.wording import ago, day, number

SECTION = "since you last looked"
LABEL = 19
_NAMED = 6
"""People that a line names; the others are counted."""


def since_look_section(since: SinceLook, look: Look) -> Block:
    """The section with its heading: a line for each kind of change."""
    note = f"{ago(since.looked_at, look.clock.present)}, as of {day(since.day, look.clock)}"
    title = heading("Since you last looked", look.width, look, note=(quiet(note),))
    changes = since.changes
    told: list[tuple[str, Sequence[Line]]] = [
        ("Stage", [_step(step, look) for step in changes.stage_steps]),
        ("Engagement", _move(changes.engagement, "", look)),
        ("Completeness", _move(changes.completeness, " %", look)),
        ("Joined", [_member(member, "joined", look) for member in changes.added]),
        ("Left", [_member(member, "left", look) for member in changes.gone]),
        ("Role", [_role(change, look) for change in changes.role_changes]),
    ]
    block: Block = [title]
    for label, parts in told:
        if parts:
            block += _labelled(label, _listed(parts), look)
    return [*block, *_moments(changes, look)]


def _labelled(label: str, spans: Line, look: Look) -> Block:
    lines = flow(spans, look.width - LABEL)
    return [labelled(label, LABEL, *lines[0]), *indent(lines[1:], LABEL)]


def _listed(parts: Sequence[Line]) -> Line:
    """Joined by commas; of many the first, and how many more."""
    spans: list[Span] = []
    for index, part in enumerate(parts[:_NAMED]):
        spans += [*([Span(", ")] if index else []), *part]
    more = len(parts) - _NAMED
    return (*spans, quiet(f" +{number(more)}")) if more > 0 else tuple(spans)


def _step(step: StageStep, look: Look) -> Line:
    before, after = known(step.before, look), known(step.after, look)
    when = f" {ago(step.at, look.clock)}" if step.at else ""
    return (Span(f"{before} to "), bold(after), quiet(when))


def _move(move: ScoreMove | None, unit: str, look: Look) -> Sequence[Line]:
    if move is None:
        return []
    sign = look.glyphs.rise if move.by > 0 else look.glyphs.fall
    return [(Span(f"{move.before}{unit} to "), bold(f"{move.after}{unit}"), Span(f"  {sign} {abs(move.by)}"))]


def _member(member: ChangedMember, how: str, look: Look) -> Line:
    role = quiet(f" {known(member.role, look)}".replace(" ", GLUE))
    return (*_person(member.id, member.name, how, look), role)


def _role(change: RoleChange, look: Look) -> Line:
    said = f" {known(change.before, look)} to {known(change.after, look)}"
    return (*_person(change.id, change.name, "role", look), Span(said))


def _person(person: str, name: str, how: str, look: Look) -> Line:
    spot = Spot(f"{SECTION}/{how}/{person}", SECTION, Target("person", person))
    return (Span(look.glyphs.link(known(name, look)).replace(" ", GLUE), "link", spot),)


def _moments(changes: Changes, look: Look) -> Block:
    block: Block = []
    for index, moment in enumerate(changes.moments):
        label = "" if index else f"Moments ({number(changes.moment_count)})"
        when = ago(moment.at, look.clock)
        cells = max(look.width - LABEL - len(when) - 4, 1)
        said = fitted(_said(moment, look), cells, "", look)
        block.append(labelled(label, LABEL, bold(look.glyphs.moment), Span(" "), said, Span("  "), quiet(when)))
    return block


def _said(moment: GroupMoment, look: Look) -> str:
    kind = f"{known(moment.type, look)}: " if moment.type else ""
    return f"{known(moment.person, look)}, {kind}{known(moment.description, look)}"
