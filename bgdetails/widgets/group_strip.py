"""The facts strip of a buying group: engagement, trend, completeness, stage, members, missing roles."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.text import clip, width
from bgdetails.views.pages import GroupPage
from bgdetails.views.values import TrendPoint
from bgdetails.widgets.bars import bar, level_style, sparkline
from bgdetails.widgets.document import Block, Line, Span
from bgdetails.widgets.facts_strip import StripFact, facts_strip
from bgdetails.widgets.parts import NOTES_FROM, Look, bold, known, quiet
from bgdetails.wording import day, lasting, number, percent, plural, whole

_BAR, _SHORT_BAR = 20, 6
_LONGEST_STAGE = 24
_FOUR_WEEKS = 4


def group_strip(page: GroupPage, look: Look) -> Block:
    """The strip at this width."""
    return facts_strip(
        [
            engagement_fact(page.engagement_score, page.engagement_level, look),
            trend_fact(page.trend, page.engagement_level, look),
            _completeness(page, look),
            _stage(page, look),
            StripFact(
                "Members",
                (bold(number(page.member_count)),),
                _new(page, look),
                rank=2,
                alone=(quiet(plural(page.member_count, "member")),),
            ),
            _missing(page, look),
        ],
        look,
    )


def engagement_fact(score: float, level: str, look: Look) -> StripFact:
    """Score and level, with the bar below or beside."""
    style = level_style(level)
    value: Line = (bold(str(whole(score))), Span(" "), Span(level, style))
    return StripFact(
        "Engagement",
        value,
        bar(score, _BAR, style, look.glyphs),
        (*value, Span(" "), *bar(score, _SHORT_BAR, style, look.glyphs)),
    )


def trend_fact(trend: Sequence[TrendPoint], level: str, look: Look, *, wide_only: bool = True) -> StripFact:
    """Twelve weeks as a sparkline, and what happened in the last four."""
    values = [point.engagement_score for point in trend]
    if not values:
        return StripFact("Trend, 12 weeks", (Span(look.glyphs.unknown),), rank=9, wide_only=wide_only)
    value: Line = sparkline(values, level, look.glyphs)
    if len(values) > _FOUR_WEEKS:
        value = (*value, Span("  "), *_change(whole(values[-1]) - whole(values[-1 - _FOUR_WEEKS]), look))
    note = f"from {whole(values[0])} on {day(trend[0].as_of, look.clock)}"
    return StripFact("Trend, 12 weeks", value, (quiet(note),), rank=9, wide_only=wide_only)


def _change(change: int, look: Look) -> Line:
    if change == 0:
        return (quiet("no change in 4 weeks"),)
    sign = look.glyphs.rise if change > 0 else look.glyphs.fall
    return (Span(f"{sign} {abs(change)} in 4 weeks"),)


def _completeness(page: GroupPage, look: Look) -> StripFact:
    score = page.completeness_score
    if score is None:
        value: Line = (bold(look.glyphs.unknown),)
        return StripFact("Completeness", value, (quiet("no role is required"),))
    value = (bold(percent(score)),)
    return StripFact(
        "Completeness",
        value,
        bar(score, _BAR, "bar-quiet", look.glyphs),
        (*value, Span("  "), *bar(score, _SHORT_BAR, "bar-quiet", look.glyphs)),
    )


def completeness_words(score: float | None, look: Look) -> str:
    """``80 % complete``; where no role is required ``— complete``. The numbers of several line up."""
    return f"{percent(score) if score is not None else look.glyphs.unknown:>5} complete"


def _stage(page: GroupPage, look: Look) -> StripFact:
    name = clip(known(page.stage, look), _LONGEST_STAGE, look.glyphs.ellipsis)
    since = lasting(page.stage_entered_at, look.clock) if page.stage else "no stage yet"
    return StripFact("Stage", (bold(name),), (quiet(since),), rank=1)


def _new(page: GroupPage, look: Look) -> Line:
    if not page.new_members:
        return ()
    return (quiet(f"{number(page.new_members)} new" + (" in 30 days" if look.width >= 140 else "")),)


def _missing(page: GroupPage, look: Look) -> StripFact:
    """Missing roles first, the short ones below them; in two rows as ``Practitioner +1``."""
    room = 40 if look.width >= 140 else max(look.width - 86, 26)
    short = {role.role: f"{role.role} {role.assigned} of {role.required}" for role in page.roles}
    shorts = [short.get(role, role) for role in page.short_roles]
    note: Line = ()
    if page.completeness_score is None:
        note = (quiet("no role is required"),)
    elif shorts:
        fits = width(known(shorts[0], look)) + (3 if len(shorts) > 1 else 0) <= room - 7
        note = (quiet("short: " + some_of(shorts if fits else page.short_roles, room - 7, look)),)
    value: Line = (bold(some_of(page.missing_roles, room, look)),) if page.missing_roles else (quiet("none"),)
    if look.columns >= NOTES_FROM:
        return StripFact("Missing roles", value, note, rank=3)
    gaps = (*page.missing_roles, *page.short_roles)
    brief: Line = (bold(some_of(gaps, 20, look)),) if gaps else (quiet("none"),)
    return StripFact("Missing, short", brief, rank=3)


def some_of(names: Sequence[str], cells: int, look: Look) -> str:
    """As many whole names as fit, then ``+2``; a single name that is too long is cut."""
    shown = [known(name, look) for name in names]
    for count in range(len(shown), 0, -1):
        rest = f" +{len(shown) - count}" if count < len(shown) else ""
        said = ", ".join(shown[:count]) + rest
        if width(said) <= cells:
            return said
    rest = f" +{len(shown) - 1}" if len(shown) > 1 else ""
    return clip(shown[0], max(cells - len(rest), 1), look.glyphs.ellipsis) + rest
