"""What the overlays say before something is done by hand: stages, roles, removal, whom to assign; and the log of it."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.text import end_of, visible
from bgdetails.views.action_values import ActionLine, Assignable, StageChoice, StageOption, StageStep
from bgdetails.views.pages import MemberCard
from bgdetails.views.values import Named, RoleFill
from bgdetails.views.what_if import WhatIf, what_if
from bgdetails.widgets.bars import level_mark, score
from bgdetails.widgets.document import Action, Block, Document, Line, Span, line_width, pad
from bgdetails.widgets.parts import (
    Look,
    bold,
    fitted,
    flow,
    heading,
    known,
    link_to,
    on_spot,
    quiet,
    row_spot,
    sentence,
)
from bgdetails.widgets.row_table import LONGEST_LIST, more_row
from bgdetails.wording import Clock, ago, lasting, listed, moment, number, percent, plural, whole

REFUSED, CHOSEN = "refused", "chosen"
_NAME, _COUNT = 24, 10
_NAMED = 12


def stage_document(choice: StageChoice, columns: int, look: Look) -> Document:
    """The stages of the model, which of them are allowed from here, and the way so far."""
    block: Block = [
        *flow([bold(f"Move {visible(choice.name)} to another stage")], columns),
        *_now(choice, columns, look),
    ]
    rows = {"stages": len(block) + 1}
    if not choice.options:
        return Document.of([*block, (), *sentence("There is no stage model.", "Rules name one.", columns, look)])
    block += [(), *(_stage(option, columns, look) for option in choice.options)]
    block += [(), heading("The way so far", columns, look)]
    block += [_step(step, columns, look) for step in choice.steps]
    if not choice.steps:
        block += sentence("No change of stage is known.", "", columns, look)
    model = Named(choice.stage_model or "", choice.stage_model or "")
    rows["stage model"] = len(block) + 1
    block += [(), (quiet("Stage model  "), *link_to(model, "stage-model", "stage model", columns - 13, look))]
    return Document.of(block, rows)


def _now(choice: StageChoice, columns: int, look: Look) -> Block:
    since = lasting(choice.stage_entered_at, look.clock)
    stands = f"In {visible(choice.stage)}{f' {since}' if since else ''}" if choice.stage else "In no stage yet"
    said = [stands, f"velocity {number(choice.velocity)}", *(["stagnant"] if choice.stagnant else [])]
    return flow([quiet(look.separator.join(said))], columns)


def _stage(option: StageOption, columns: int, look: Look) -> Line:
    does = Action(CHOSEN, option.stage) if option.allowed else Action(REFUSED, option.refusal)
    spot = row_spot(f"stage/{option.stage}", "stages", does)
    why = option.why if option.allowed or option.why.startswith("where") else f"not from here: {option.why}"
    cells = min(_NAME, max(columns // 2, 8))
    name = fitted(known(option.stage, look), cells, "name" if option.allowed else "quiet", look)
    return on_spot(pad((name, Span("  "), quiet(why)), columns), spot)


def _step(step: StageStep, columns: int, look: Look) -> Line:
    said = f"{known(step.from_stage, look)} {look.glyphs.path} {known(step.to_stage, look)}"
    when = moment(step.at, look.clock)
    if columns - len(when) < _NAME:
        when = ago(step.at, look.clock)
    room = columns - len(when) - 2
    return (fitted(said, max(room, 8), "", look), Span("  "), quiet(when))


def first_stage(choice: StageChoice) -> str | None:
    """The spot on which the overlay opens: the first allowed stage after the present one, else the first allowed."""
    allowed = [option.stage for option in choice.options if option.allowed]
    order = [option.stage for option in choice.options]
    here = order.index(choice.stage) if choice.stage in order else -1
    after = next((stage for stage in allowed if order.index(stage) > here), None)
    found = after or next(iter(allowed), None)
    return None if found is None else f"stage/{found}"


def role_document(
    title: str, people: Sequence[str], leaving: Sequence[str], roles: Sequence[RoleFill], columns: int, look: Look
) -> Document:
    """The roles of the template: how each one is filled, and what would become of the completeness.

    Args:
        title: What will be done.
        people: Whose role is chosen, as they are to be named.
        leaving: The roles that they have now.
        roles: How the roles of the template are filled.
        columns: Cells of the box.
        look: What is drawn for.
    """
    block: Block = [*flow([bold(visible(title))], columns), *_named(people, columns), ()]
    for role in roles:
        spot = row_spot(f"role/{role.role}", "roles", Action(CHOSEN, role.role))
        filled = f"{number(role.assigned)} of {number(role.required)}".ljust(_COUNT)
        then = what_if(roles, leaving, [role.role] * len(people))
        name = min(_NAME + 4, max(columns - _COUNT - 2, 8))
        spans = (fitted(known(role.role, look), name, "name", look), Span("  "), quiet(filled), *_effect(then))
        block.append(on_spot(pad(spans, columns), spot))
    if not roles:
        block += sentence("The roles template has no roles.", "", columns, look)
    block += [(), *flow([quiet("By hand: a refresh and a journey leave it as it is.")], columns)]
    return Document.of(block)


def removal_document(
    title: str, people: Sequence[MemberCard], roles: Sequence[RoleFill], columns: int, look: Look
) -> Document:
    """Who would go, what would be missing, and the question."""
    then = what_if(roles, [member.role for member in people])
    names = [f"{member.name} ({member.role})" for member in people]
    block: Block = [*flow([bold(visible(title))], columns), *_named(names, columns)]
    missing = f"missing then: {visible(listed(then.missing))}" if then.missing else "no role missing then"
    block += flow([*_effect(then), quiet(f"{look.separator}{missing}" if then.now is not None else "")], columns)
    block.append(())
    for value, said in (("yes", f"Remove {plural(len(people), 'member')}"), ("", "Leave everything as it is")):
        spot = row_spot(f"answer/{value}", "answers", Action(CHOSEN, value))
        block.append(on_spot(pad((Span(said, "name"),), columns), spot))
    block += [(), *flow([quiet("Whoever is removed by hand stays removed: a refresh brings nobody back.")], columns)]
    return Document.of(block)


def _effect(then: WhatIf) -> Line:
    if then.now is None:
        return ()
    if whole(then.now) == whole(then.then or 0):
        return (quiet("completeness "), Span(percent(then.now)))
    return (quiet("completeness "), Span(percent(then.now)), quiet(" to "), bold(percent(then.then)))


def _named(names: Sequence[str], columns: int) -> Block:
    shown = [visible(name) for name in names[:_NAMED]]
    more = len(names) - len(shown)
    return flow([Span(listed([*shown, *([f"{number(more)} more"] if more else [])]))], columns)


def assign_document(
    group: str,
    account: str,
    people: Sequence[Assignable],
    typed: str,
    chosen: frozenset[str],
    columns: int,
    look: Look,
) -> Document:
    """A field, and the people of the account who are not in the group; those that are chosen carry a mark."""
    shown = end_of(visible(typed), columns - 4)
    block: Block = [
        (Span(f"{look.glyphs.path} ", "accent"), Span(shown), Span(look.glyphs.caret, "accent")),
        (Span(look.glyphs.rule * columns, "hairline"),),
    ]
    needle = typed.strip().casefold()
    found = [each for each in people if needle in each.name.casefold() or needle in (each.title or "").casefold()]
    counted = f"{number(len(found))} of {number(len(people))}" if needle else number(len(people))
    said = f"{number(len(chosen))} selected" if chosen else f"{counted} of {visible(account)} not in {visible(group)}"
    block += flow([quiet(said)], columns)
    for each in found[:LONGEST_LIST]:
        block.append(_assignable(each, each.id in chosen, columns, look))
    if len(found) > LONGEST_LIST:
        block += flow([quiet(f"{number(len(found) - LONGEST_LIST)} more: type a name to find them")], columns)
    if not people:
        block += sentence(f"Everybody of {visible(account)} is in the group.", "", columns, look)
    elif not found:
        block += sentence(f"Nobody is called “{visible(typed.strip())}”.", "", columns, look)
    return Document.of(block)


def _assignable(somebody: Assignable, chosen: bool, columns: int, look: Look) -> Line:
    spot = row_spot(f"person/{somebody.id}", "people", Action(CHOSEN, somebody.id))
    right: Line = (
        score(whole(somebody.engagement_score)),
        Span(" "),
        level_mark(somebody.engagement_level, look.glyphs),
    )
    room = columns - line_width(right) - 4
    name = min(max(room // 2, 8), 32)
    selected = Span(f"{look.glyphs.selected} " if chosen else "  ", "accent")
    title = fitted(known(somebody.title, look), max(room - name - 2, 1), "quiet", look)
    left: Line = (selected, fitted(known(somebody.name, look), name, "name", look), Span("  "), title)
    return on_spot((*pad(left, columns - line_width(right)), *right), spot)


def done_at(line: ActionLine, clock: Clock) -> str:
    """When it was done, and whether it was undone."""
    return moment(line.at, clock) + (", undone" if line.undone_at is not None else "")


def log_document(lines: Sequence[ActionLine], faults: str, columns: int, look: Look, left: int = 0) -> Document:
    """What was done by hand, the latest first, each a link; then where the log of faults lies.

    ``left``: lines that are not listed, which get a row.
    """
    block: Block = [(bold("What was done by hand"),), ()]
    for place, each in enumerate(lines):
        spot = row_spot(f"action/{place}", "actions", each.target)
        style = "quiet" if each.undone_at is not None else "name"
        for line in flow([Span(visible(each.said), style)], columns):
            block.append(on_spot(pad(line, columns), spot))
        block.append(on_spot(pad((quiet(done_at(each, look.clock)),), columns), spot))
    block += more_row("actions", left, columns, look)
    if not lines:
        said = "Stages, members, roles and notes that somebody changes here are listed."
        block += sentence("Nothing was done by hand yet.", said, columns, look)
    return Document.of([*block, (), *flow([quiet(visible(faults))], columns)])
