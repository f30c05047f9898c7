"""The facts strip of a journey: status, accounts and people, completion rate, duration, end."""

from __future__ import annotations

from bgdetails.text import clip
from bgdetails.views.pages import JourneyPage
from bgdetails.widgets.bars import bar
from bgdetails.widgets.document import Block, Line, Span
from bgdetails.widgets.facts_strip import StripFact, facts_strip
from bgdetails.widgets.parts import Look, bold, known, quiet
from bgdetails.wording import day, full_day, number, percent, plural

_BAR = 15


def journey_strip(page: JourneyPage, look: Look) -> Block:
    """The strip at this width."""
    total = page.completed + page.in_progress + page.aborted
    rate = page.completion_rate
    people = plural(page.people_engaged, "person", "people")
    return facts_strip(
        [
            _status(page, look),
            StripFact(
                "Accounts",
                (bold(number(total)),),
                (quiet(f"{number(page.accounts_engaged)} engaged, {people}"),),
                alone=(quiet(plural(total, "account")),),
            ),
            StripFact(
                "Completion rate",
                (bold(percent(None if rate is None else rate * 100)),),
                () if rate is None else bar(rate * 100, _BAR, "bar-quiet", look.glyphs),
            ),
            StripFact("Average duration", (bold(_days(page, look)),), (quiet("to completion"),), rank=2),
            _end(page, look),
        ],
        look,
    )


def _status(page: JourneyPage, look: Look) -> StripFact:
    live = (page.status or "").casefold() == "live"
    shown = clip(known(page.status, look), 24, look.glyphs.ellipsis)
    published = look.clock.local(page.published_at).date() if page.published_at else None
    note: Line = (quiet(f"published {day(published, look.clock)}"),) if published else (quiet("not published"),)
    return StripFact("Status", (Span(shown, "bold success" if live else "bold"),), note)


def _days(page: JourneyPage, look: Look) -> str:
    if page.average_days is None:
        return look.glyphs.unknown
    days = int(page.average_days + 0.5)
    return plural(days, "day")


def _end(page: JourneyPage, look: Look) -> StripFact:
    if page.ends_at is None:
        return StripFact("Ends", (bold(look.glyphs.unknown),), (quiet("no end is set"),), rank=1)
    ends = look.clock.local(page.ends_at).date()
    days = (ends - look.clock.today).days
    note = "today" if days == 0 else f"in {plural(days, 'day')}" if days > 0 else f"{plural(-days, 'day')} ago"
    return StripFact("Ends", (bold(full_day(ends)),), (quiet(note),), rank=1)
