"""The facts strip of a person: engagement, trend, title and account, email and phone. Its links can be focused."""

from __future__ import annotations

from bgdetails.text import visible
from bgdetails.views.pages import PersonPage
from bgdetails.widgets.document import Action, Block, Line, Span, Spot
from bgdetails.widgets.facts_strip import StripFact, cells_of, facts_strip
from bgdetails.widgets.group_strip import engagement_fact, trend_fact
from bgdetails.widgets.parts import NOTES_FROM, Look, bold, fitted, known, link, link_to

SECTION = "facts"
_TITLE, _EMAIL, _GAP = 32, 40, 3
_TREND_FROM = 116


def person_strip(page: PersonPage, look: Look) -> Block:
    """The strip at this width."""
    facts = [
        engagement_fact(page.engagement_score, page.engagement_level, look),
        trend_fact(page.trend, page.engagement_level, look, wide_only=look.width < _TREND_FROM),
        _title(page, look),
    ]
    beside = sum(cells_of(fact, look) + _GAP for fact in facts if not fact.wide_only)
    return facts_strip([*facts, _email(page, look.width - beside, look)], look)


def _title(page: PersonPage, look: Look) -> StripFact:
    room = min(_TITLE, max(look.width // 4, 12))
    title = fitted(known(page.title, look), room, "bold", look)
    account = link_to(page.account, "account", SECTION, room, look) if page.account else (Span("no account", "quiet"),)
    shown = bold(title.text.rstrip())
    if look.columns < NOTES_FROM:
        alone = link_to(page.account, "account", SECTION, max(look.width - 14, 12), look) if page.account else account
        return StripFact("Account", account, rank=1, alone=alone)
    return StripFact("Title", (shown,), account, rank=1)


def _email(page: PersonPage, left: int, look: Look) -> StripFact:
    """Whole where the other facts leave room for it."""
    room = min(_EMAIL, max(look.width // 4, left, 16))
    phone = fitted(known(page.phone, look), room, "", look)
    phone_line: Line = (Span(phone.text.rstrip()),)
    if not page.email or not page.email.strip():
        return StripFact("Email", (bold(look.glyphs.unknown),), phone_line, rank=2)
    spot = Spot(f"{SECTION}/mail", SECTION, Action("mail", page.email))
    return StripFact("Email", link(visible(page.email), room, spot, look), phone_line, rank=2)
