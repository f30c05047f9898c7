"""The columns of the Members tab and of the contacts, and what the details lines say of the focused person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bgdetails.text import clip, fit, visible
from bgdetails.views.pages import Contact, MemberCard
from bgdetails.widgets.bars import bar, level_mark, level_style, score
from bgdetails.widgets.columns import Column
from bgdetails.widgets.document import Line, Span, line_width
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.widgets.parts import bold, quiet
from bgdetails.widgets.people_tab import PeopleList
from bgdetails.wording import Clock, day, number, whole

R = TypeVar("R")
_CAME = {"manual": "by hand", "journey": "by a journey", "system": "by the rules"}
_WORD_FROM, _BAR_FROM, _TITLE_FROM, _SOURCE_FROM, _REACH_FROM = 66, 52, 88, 104, 172
_BAR = 8


def member_list(clock: Callable[[], Clock]) -> PeopleList[MemberCard]:
    """Name, role, title, source, score; email and phone from 176 columns on."""
    columns: list[Column[MemberCard]] = [
        Column("name", "Name", 16, lambda m, w, g: _cell(m.name, w, g, "name"), grow=True, sort="name"),
        Column("role", "Role", 28, lambda m, w, g: _cell(m.role, w, g), sort="role", from_width=_BAR_FROM),
        Column(
            "title", "Title", 24, lambda m, w, g: _cell(m.title, w, g, "quiet"), sort="title", from_width=_TITLE_FROM
        ),
        Column("email", "Email", 28, lambda m, w, g: _cell(m.email, w, g, "quiet"), from_width=_REACH_FROM),
        Column("phone", "Phone", 16, lambda m, w, g: _cell(m.phone, w, g, "quiet"), from_width=_REACH_FROM),
        Column(
            "source",
            "Source",
            8,
            lambda m, w, g: _cell(m.source, w, g, "quiet"),
            sort="source",
            from_width=_SOURCE_FROM,
        ),
        *_score_columns(lambda m: (m.engagement_score, m.engagement_level)),
    ]
    return PeopleList(
        "members",
        columns,
        lambda m: m.id,
        {
            "name": lambda m: (m.name.casefold(), m.name, m.id),
            "role": lambda m: (m.role.casefold(),),
            "title": lambda m: (m.title is None, (m.title or "").casefold()),
            "source": lambda m: (m.source,),
            "score": lambda m: (round(m.engagement_score, 9),),
        },
        lambda m: m.name,
        lambda m, cells: _member_details(m, cells, clock()),
        "This group has no members.",
    )


def contact_list() -> PeopleList[Contact]:
    """Name, title, email, phone, groups, score."""
    columns: list[Column[Contact]] = [
        Column("name", "Name", 16, lambda c, w, g: _cell(c.name, w, g, "name"), grow=True, sort="name"),
        Column(
            "title", "Title", 28, lambda c, w, g: _cell(c.title, w, g, "quiet"), sort="title", from_width=_WORD_FROM
        ),
        Column("email", "Email", 30, lambda c, w, g: _cell(c.email, w, g, "quiet"), from_width=_SOURCE_FROM),
        Column("phone", "Phone", 18, lambda c, w, g: _cell(c.phone, w, g, "quiet"), from_width=_REACH_FROM),
        Column("groups", "Groups", 8, _groups, right=True, sort="groups", descending_first=True, from_width=_BAR_FROM),
        *_score_columns(lambda c: (c.engagement_score, c.engagement_level)),
    ]
    return PeopleList(
        "people",
        columns,
        lambda c: c.id,
        {
            "name": lambda c: (c.name.casefold(), c.name, c.id),
            "title": lambda c: (c.title is None, (c.title or "").casefold()),
            "groups": lambda c: (c.groups,),
            "score": lambda c: (round(c.engagement_score, 9),),
        },
        lambda c: c.name,
        _contact_details,
        "This account has no people.",
    )


def _cell(text: str | None, cells: int, glyphs: Glyphs, style: str = "") -> Line:
    shown = visible(text) if text and text.strip() else glyphs.unknown
    return (Span(fit(shown, cells, ellipsis=glyphs.ellipsis), style),)


def _groups(contact: Contact, cells: int, glyphs: Glyphs) -> Line:
    return (Span(number(contact.groups).rjust(cells)),)


def _score_columns(value: Callable[[R], tuple[float, str]]) -> list[Column[R]]:
    """Number, bar and word; then the word goes, then the bar gives way to the mark."""

    def cells_of(*, with_bar: bool, with_word: bool) -> Callable[[R, int, Glyphs], Line]:
        def draw(row: R, cells: int, glyphs: Glyphs) -> Line:
            return _score(*value(row), glyphs, with_bar=with_bar, with_word=with_word)

        return draw

    full, brief = cells_of(with_bar=True, with_word=True), cells_of(with_bar=True, with_word=False)
    mark = cells_of(with_bar=False, with_word=False)
    return [
        Column("score", "Score", 19, full, sort="score", descending_first=True, from_width=_WORD_FROM),
        Column(
            "score",
            "Score",
            12,
            brief,
            sort="score",
            descending_first=True,
            from_width=_BAR_FROM,
            below_width=_WORD_FROM,
        ),
        Column("score", "Score", 7, mark, sort="score", descending_first=True, below_width=_BAR_FROM),
    ]


def _score(value: float, level: str, glyphs: Glyphs, *, with_bar: bool, with_word: bool) -> Line:
    shape: Line = bar(value, _BAR, level_style(level), glyphs) if with_bar else (level_mark(level, glyphs),)
    spans: Line = (score(whole(value)), Span(" "), *shape)
    return (*spans, Span(" "), Span(level.ljust(6), level_style(level))) if with_word else spans


def _member_details(member: MemberCard, cells: int, clock: Clock) -> tuple[Line, Line]:
    about = [visible(part) for part in (member.title, member.role) if part and part.strip()]
    if not member.in_template:
        about.append("role not in the template")
    added = _CAME.get(member.source, visible(member.source))
    if member.added_at is not None:
        added += f", {day(clock.local(member.added_at).date(), clock)}"
    return _details(member.name, ", ".join(about), member.email, member.phone, [("Added", added)], cells)


def _contact_details(contact: Contact, cells: int) -> tuple[Line, Line]:
    title = visible(contact.title) if contact.title else ""
    groups = [("Buying groups", number(contact.groups))]
    return _details(contact.name, title, contact.email, contact.phone, groups, cells)


def _details(
    name: str, about: str, email: str | None, phone: str | None, more: list[tuple[str, str]], cells: int
) -> tuple[Line, Line]:
    """The whole name and what they are; then pairs, whole ones dropped from the end."""
    pairs = [("Email", visible(email) if email else "—"), ("Phone", visible(phone) if phone else "—"), *more]
    second: Line = ()
    for label, value in pairs:
        joined: Line = (*second, *((Span("   "),) if second else ()), quiet(f"{label} "), Span(value))
        if second and line_width(joined) > cells:
            break
        second = joined
    return (bold(clip(visible(name), cells)), Span("   "), Span(about)), second
