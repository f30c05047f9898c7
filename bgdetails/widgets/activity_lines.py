"""Activities as lines: what was done, with what, and when."""

from __future__ import annotations

from bgdetails.text import visible, width
from bgdetails.views.values import ActivityLine, Touch
from bgdetails.widgets.document import Line, Span
from bgdetails.widgets.parts import Look, fitted, known, quiet
from bgdetails.wording import ago, day, moment

_OUR_TOUCHES = {
    "meeting held": "meeting",
    "call connected": "call",
    "call attempted": "call attempted",
    "sales email": "e-mail",
    "email replied": "e-mail",
}


def activity_type(activity: ActivityLine, look: Look) -> str:
    """The type; of an interesting moment its own kind."""
    return known(activity.kind, look)


def activity_subject(activity: ActivityLine, look: Look) -> str:
    """What it was about."""
    return known(activity.about, look)


def dated_activity(activity: ActivityLine, type_cells: int, cells: int, look: Look) -> Line:
    """``Milestone  Asked for a workshop      2 days ago, 18 Nov 15:40``; where it is narrow the date is short."""
    when = moment(activity.at, look.clock)
    if cells - type_cells - width(when) < 16:
        local = look.clock.local(activity.at)
        when = f"{day(local.date(), look.clock)} {local:%H:%M}"
    room = cells - type_cells - width(when) - 2
    if room < 8:
        return (Span(activity_type(activity, look)), Span("  "), quiet(when))
    return (
        fitted(activity_type(activity, look), type_cells - 2, "quiet", look),
        Span("  "),
        fitted(activity_subject(activity, look), room, "", look),
        Span("  "),
        quiet(when),
    )


def touch_kind(touch: Touch) -> str:
    """``call``, ``meeting``, ``e-mail``."""
    return _OUR_TOUCHES.get(touch.type.casefold(), visible(touch.type))


def touch_words(touch: Touch | None, look: Look) -> Line:
    """``call, 5 days ago, Ingrid Dahl``; a planned one with its date and time."""
    if touch is None:
        return (Span(look.glyphs.unknown),)
    kind = touch_kind(touch)
    local = look.clock.local(touch.at)
    planned = local.date() > look.clock.today
    when = f"{day(local.date(), look.clock)} {local:%H:%M}" if planned else ago(touch.at, look.clock)
    owner = [visible(touch.owner)] if touch.owner else []
    return (Span(", ".join([kind, when, *owner])),)
