"""The columns of the group list, and the two lines of details below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bgdetails.text import clip, visible, width
from bgdetails.widgets.bars import bar, level_mark, level_style, score
from bgdetails.widgets.columns import NEVER, Column, text_cell
from bgdetails.widgets.document import Line, Span, line_width, pad
from bgdetails.widgets.glyphs import Glyphs
from bgdetails.wording import Clock, ago, lasting, number, percent, whole

_WORD_FROM, _ACCOUNT_FROM, _GAPS_FROM, _WIDE_FROM, _STAGE_FROM = 176, 150, 110, 92, 70


class GroupRow(Protocol):
    """What the list shows of a group (``store/browse.py``)."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def account_name(self) -> str: ...  # noqa: D102
    @property
    def solution_interest(self) -> str: ...  # noqa: D102
    @property
    def roles_template(self) -> str: ...  # noqa: D102
    @property
    def stage(self) -> str | None: ...  # noqa: D102
    @property
    def status(self) -> str | None: ...  # noqa: D102
    @property
    def engagement_score(self) -> float: ...  # noqa: D102
    @property
    def engagement_level(self) -> str: ...  # noqa: D102
    @property
    def completeness_score(self) -> float | None: ...  # noqa: D102
    @property
    def member_count(self) -> int: ...  # noqa: D102
    @property
    def missing_roles(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def short_roles(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def short(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def last_activity_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def updated_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def velocity(self) -> int: ...  # noqa: D102
    @property
    def has_news(self) -> bool: ...  # noqa: D102
    @property
    def is_watched(self) -> bool: ...  # noqa: D102


class Details(Protocol):
    """What is told of the group under the cursor besides (``store/row_details.py``)."""

    @property
    def stage_entered_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def engagement_before(self) -> float | None: ...  # noqa: D102
    @property
    def active_person(self) -> str | None: ...  # noqa: D102


Cells = Callable[[GroupRow, int, Glyphs], Line]


def group_columns(clock: Callable[[], Clock]) -> list[Column[GroupRow]]:
    """Every column with the widths at which it is shown (docs/screens.md, browse)."""

    def name(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        marks = (glyphs.watched if row.is_watched else "", glyphs.changed if row.has_news else "")
        said = "".join(f" {mark}" for mark in marks if mark)
        if not said:
            return text_cell(visible(row.name), cells, "name", glyphs)
        shown = clip(visible(row.name), max(1, cells - width(said)), glyphs.ellipsis)
        return (Span(shown, "name"), Span(said, "bold"))

    def account(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        return text_cell(visible(row.account_name), cells, "quiet", glyphs)

    def interest(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        return text_cell(visible(row.solution_interest), cells, "quiet", glyphs)

    def stage(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        return text_cell(visible(row.stage) if row.stage else glyphs.unknown, cells, "", glyphs)

    def members(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        return text_cell(number(row.member_count), cells, right=True)

    def gaps(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        return gap_cell(row, cells, glyphs)

    def active(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        said = ago(row.last_activity_at, clock()) if row.last_activity_at else glyphs.unknown
        return text_cell(said, cells, "quiet", glyphs)

    return [
        Column("name", "Name", 8, name, grow=True, sort="name"),
        Column("account", "Account", 18, account, sort="account", from_width=_ACCOUNT_FROM),
        Column("interest", "Interest", 14, interest, sort="interest", from_width=_ACCOUNT_FROM),
        Column("stage", "Stage", 10, stage, sort="stage", from_width=_STAGE_FROM),
        *_engagement_columns(),
        *_completeness_columns(),
        _counts_down("members", "Members", 7, members, right=True, from_width=_WIDE_FROM),
        _counts_down("gaps", "Missing or short", 17, gaps, from_width=_GAPS_FROM, below_width=_ACCOUNT_FROM),
        _counts_down("gaps", "Missing or short", 20, gaps, from_width=_ACCOUNT_FROM),
        *_columns_to_choose(clock),
        _counts_down("active", "Last active", 11, active, from_width=_WIDE_FROM),
    ]


def _columns_to_choose(clock: Callable[[], Clock]) -> list[Column[GroupRow]]:
    """Those that are shown only where the reader chose them."""

    def template(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        return text_cell(visible(row.roles_template), cells, "quiet", glyphs)

    def status(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        return text_cell(visible(row.status) if row.status else glyphs.unknown, cells, "quiet", glyphs)

    def updated(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        return text_cell(ago(row.updated_at, clock()) if row.updated_at else glyphs.unknown, cells, "quiet", glyphs)

    def velocity(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        return text_cell(number(row.velocity), cells, right=True)

    return [
        Column("template", "Roles template", 18, template, from_width=NEVER),
        Column("status", "Status", 16, status, from_width=NEVER),
        _counts_down("updated", "Updated", 11, updated, from_width=NEVER),
        _counts_down("velocity", "Velocity", 8, velocity, right=True, from_width=NEVER),
    ]


def _counts_down(
    id: str, title: str, cells: int, draw: Cells, *, right: bool = False, from_width: int, below_width: int = 10_000
) -> Column[GroupRow]:
    """A column that is sorted largest first."""
    return Column(
        id,
        title,
        cells,
        draw,
        right=right,
        sort=id,
        descending_first=True,
        from_width=from_width,
        below_width=below_width,
    )


def _engagement_columns() -> list[Column[GroupRow]]:
    """Number and mark, number and bar, and with the word."""

    def drawn(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        shown = whole(row.engagement_score)
        style = level_style(row.engagement_level)
        if cells < 12:
            return (Span("  "), score(shown), Span(" "), level_mark(row.engagement_level, glyphs))
        word: Line = (Span(f" {row.engagement_level}", style),) if cells > 12 else ()
        return (score(shown), Span(" "), *bar(shown, 8, style, glyphs), *word)

    made = ((7, 0, _STAGE_FROM), (12, _STAGE_FROM, _WORD_FROM), (19, _WORD_FROM, 10_000))
    return [
        Column(
            "engagement",
            "Score" if cells < 12 else "Engagement",
            cells,
            drawn,
            right=cells < 12,
            sort="engagement",
            descending_first=True,
            from_width=low,
            below_width=high,
        )
        for cells, low, high in made
    ]


def _completeness_columns() -> list[Column[GroupRow]]:
    """The share alone, and with its bar."""

    def drawn(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
        value = row.completeness_score
        said = glyphs.unknown if value is None else percent(value)
        if cells < 12:
            return text_cell(said, cells, right=True)
        # The dash stands under the digits, not under the sign.
        number_part = text_cell(said if value is not None else f"{said} ", 5, right=True)
        return (*number_part, Span(" "), *(bar(value, 6, "bar-quiet", glyphs) if value is not None else ()))

    made = ((10, _STAGE_FROM, _WIDE_FROM), (12, _WIDE_FROM, 10_000))
    return [
        Column(
            "completeness",
            "Complete" if cells < 12 else "Completeness",
            cells,
            drawn,
            right=cells < 12,
            sort="completeness",
            descending_first=True,
            from_width=low,
            below_width=high,
        )
        for cells, low, high in made
    ]


def gap_cell(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
    """Missing roles first, then short ones: as many whole names as fit, then ``+2``."""
    names = [visible(name) for name in (*row.missing_roles, *row.short_roles)]
    if not names:
        return (Span("none", "quiet"),)
    for shown in range(len(names), 0, -1):
        rest = f" +{len(names) - shown}" if shown < len(names) else ""
        said = ", ".join(names[:shown]) + rest
        if width(said) <= cells:
            return (Span(said),)
    rest = f" +{len(names) - 1}" if len(names) > 1 else ""
    short = {"Executive Steering Committee": "Exec. Steering"}.get(names[0], names[0])
    return (Span(clip(short, cells - len(rest), glyphs.ellipsis) + rest),)


def detail_lines(
    row: GroupRow, details: Details, place: str, cells: int, glyphs: Glyphs, clock: Clock
) -> tuple[Line, Line]:
    """The whole name with its place in the list; below it pairs, whole ones dropped from the end."""
    name = visible(row.name)
    right = place if width(name) + 2 + width(place) <= cells else ""
    first: Line = (Span(clip(name, cells, glyphs.ellipsis), "bold"),)
    if right:
        first = (*pad(first, cells - width(right)), Span(right, "quiet"))
    return first, _brief(row, cells, glyphs) if cells < 60 else _pairs(row, details, cells, glyphs, clock)


def _pairs(row: GroupRow, details: Details, cells: int, glyphs: Glyphs, clock: Clock) -> Line:
    stage = visible(row.stage) if row.stage else glyphs.unknown
    since = lasting(details.stage_entered_at, clock) if row.stage else ""
    pairs: list[tuple[str, Line]] = [("Stage", (Span(f"{stage} {since}".rstrip()),))]
    for label, names in (("Missing", row.missing_roles), ("Short", row.short)):
        if names:
            pairs.append((label, (Span(", ".join(map(visible, names))),)))
    pairs.append(("Engagement", _engagement(row, details)))
    if row.is_watched:
        pairs.append(("Watched", (Span("by you"),)))
    if row.has_news:
        pairs.append(("Changed", (Span("since you looked"),)))
    whose = f" by {visible(details.active_person)}" if details.active_person else ""
    for label, at, by in (("Last activity", row.last_activity_at, whose), ("Updated", row.updated_at, "")):
        pairs.append((label, (Span(ago(at, clock) + by if at else glyphs.unknown),)))
    return _joined(pairs, cells)


def _engagement(row: GroupRow, details: Details) -> Line:
    """``78 High, 26 more in 4 weeks``."""
    now = whole(row.engagement_score)
    said: Line = (Span(f"{now} "), Span(row.engagement_level, level_style(row.engagement_level)))
    if details.engagement_before is None:
        return said
    change = now - whole(details.engagement_before)
    moved = f"{abs(change)} {'more' if change > 0 else 'less'}" if change else "no change"
    return (*said, Span(f", {moved} in 4 weeks"))


def _joined(pairs: Sequence[tuple[str, Line]], cells: int) -> Line:
    spans: list[Span] = []
    for label, value in pairs:
        more = [*([Span("   ")] if spans else []), Span(f"{label} ", "quiet"), *value]
        if line_width(tuple(spans)) + line_width(tuple(more)) > cells:
            break
        spans.extend(more)
    return tuple(spans)


def _brief(row: GroupRow, cells: int, glyphs: Glyphs) -> Line:
    """Without labels: ``Evaluation · 75 % · missing Champion``."""
    parts = [visible(row.stage)] if row.stage else []
    if row.completeness_score is not None:
        parts.append(percent(row.completeness_score))
    parts += [f"missing {visible(name)}" for name in row.missing_roles]
    parts += [f"short {visible(name)}" for name in row.short_roles]
    said = ""
    for part in parts:
        longer = f"{said} {glyphs.separator} {part}" if said else part
        if width(longer) > cells:
            break
        said = longer
    return (Span(said, "quiet"),)
