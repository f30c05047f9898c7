"""The facts strip of an account: industry, people, groups, opportunities, momentum, last touch."""

from __future__ import annotations

from bgdetails.rules.momentum import Momentum
from bgdetails.text import clip, visible
from bgdetails.views.pages import AccountPage
from bgdetails.widgets.account_overview import open_deals
from bgdetails.widgets.activity_lines import touch_kind
from bgdetails.widgets.document import Block, Line, Span
from bgdetails.widgets.facts_strip import StripFact, facts_strip
from bgdetails.widgets.parts import Look, bold, known, quiet
from bgdetails.wording import ago, change, day, deadline, momentum_band, number, plural

_LONGEST = 30


def account_strip(page: AccountPage, look: Look) -> Block:
    """The strip at this width."""
    high = sum(1 for group in page.groups if group.engagement_level == "High")
    return facts_strip(
        [
            StripFact("Industry", (bold(_short(page.overview.industry, look)),), _where(page, look)),
            StripFact(
                "People",
                (bold(number(page.overview.people)),),
                (quiet(f"{number(page.active_people)} active"),),
                alone=(quiet(plural(page.overview.people, "person", "people")),),
            ),
            StripFact(
                "Buying groups",
                (bold(number(page.overview.buying_groups)),),
                (quiet(f"{high} High"),),
                alone=(quiet(plural(page.overview.buying_groups, "group")),),
            ),
            StripFact(
                "Open opportunities",
                _deals(page),
                _next_close(page, look),
                rank=1,
                alone=(quiet(f"{number(page.overview.open_opportunities)} open"),),
            ),
            StripFact("Momentum", _momentum(page.momentum, look), (quiet("against the 30 days before"),), rank=1),
            StripFact("Last touch", _last_touch(page, look), _next_touch(page, look), rank=2),
        ],
        look,
    )


def _short(text: str | None, look: Look) -> str:
    return clip(known(text, look), _LONGEST, look.glyphs.ellipsis)


def _where(page: AccountPage, look: Look) -> Line:
    parts = [_short(page.country or page.region, look)] if page.country or page.region else []
    if page.employees is not None:
        parts.append(f"{number(page.employees)} employees")
    return (quiet(", ".join(parts)),) if parts else ()


def _deals(page: AccountPage) -> Line:
    count, *rest = open_deals(page.overview)
    return (bold(count.text), *rest)


def _next_close(page: AccountPage, look: Look) -> Line:
    dates = [deal.close_date for deal in page.opportunities if deal.is_open and deal.close_date]
    coming = [date for date in dates if date >= page.as_of]
    if coming:
        return (quiet(f"next closes {deadline(min(coming), look.clock)}"),)
    return (quiet(f"was due {deadline(max(dates), look.clock)}"),) if dates else ()


def _momentum(momentum: Momentum | None, look: Look) -> Line:
    """``▲ surging  +62 %``; ``▲ surging  new`` where there was nothing before."""
    if momentum is None:
        return (bold(look.glyphs.unknown),)
    rises = momentum.change is None or momentum.change > 0
    sign = "" if momentum.change == 0 else f"{look.glyphs.rise if rises else look.glyphs.fall} "
    style = "success" if momentum.is_surging else "error" if momentum.at_risk else "bold"
    said = "new" if momentum.change is None else change(momentum.change)
    return (Span(sign, style), bold(momentum_band(momentum)), Span(f"  {said}"))


def _last_touch(page: AccountPage, look: Look) -> Line:
    if page.last_touch is None:
        return (bold(look.glyphs.unknown),)
    return (bold(f"{touch_kind(page.last_touch)}, {ago(page.last_touch.at, look.clock)}"),)


def _next_touch(page: AccountPage, look: Look) -> Line:
    parts = []
    if page.last_touch is not None and page.last_touch.owner:
        parts.append(clip(visible(page.last_touch.owner), _LONGEST, look.glyphs.ellipsis))
    if page.next_touch is not None:
        parts.append(f"next {day(look.clock.local(page.next_touch.at).date(), look.clock)}")
    return (Span(", ".join(parts), "quiet"),) if parts else ()
