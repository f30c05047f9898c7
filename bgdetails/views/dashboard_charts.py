"""The dashboard's bar charts: groups by band, stage and interest, each bar with what opens its groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from bgdetails.navigation import LIST, Target
from bgdetails.rules.bands import SCORE_BANDS
from bgdetails.rules.counts import Standing
from bgdetails.rules.segment import can_be_asked, condition
from bgdetails.views.counted import GROUPS, LISTED, Counted
from bgdetails.views.dashboard_page import DashboardPage

ENGAGEMENT, COMPLETENESS, STAGE, INTEREST = "engagement", "completeness", "stage", "interest"
NO_STAGE = "No stage"


class Bar(Struct, frozen=True):
    """A bar: how many there are now, how many there were (None: not counted yet), and what opens them."""

    label: str
    now: int
    then: int | None
    opens: Target | None


class Chart(Struct, frozen=True):
    """A chart; ``beside``: a number that is no bar of it, and what opens it."""

    id: str
    title: str
    label: str
    """What the bars are."""
    bars: tuple[Bar, ...]
    beside: tuple[str, Target | None] | None = None


def bar_charts(page: DashboardPage) -> dict[str, Chart]:
    """All four, by id; without bars while the groups are not counted."""
    now, then = page.counts.now, page.counts.then
    return {
        ENGAGEMENT: Chart(ENGAGEMENT, "Groups by engagement", "Engagement", _engagement(page, now, then)),
        COMPLETENESS: Chart(
            COMPLETENESS,
            "Groups by completeness",
            "Completeness",
            _completeness(page, now, then),
            _without_score(page, now),
        ),
        STAGE: Chart(STAGE, "Groups by stage", "Stage", _stages(page, now, then)),
        INTEREST: Chart(INTEREST, "Groups by solution interest", "Solution interest", _interests(page, now, then)),
    }


def groups(page: DashboardPage, *conditions: str) -> Target:
    """The list of the segment's groups of which the conditions hold on the day that is counted."""
    if page.end is None:
        return Target(LIST, page.segment.query(*conditions))
    # The list has the rows of the scoring day alone.
    return Counted(GROUPS, (LISTED, " ".join(conditions)), page.segment, end=page.end).target


def _engagement(page: DashboardPage, now: Standing | None, then: Standing | None) -> tuple[Bar, ...]:
    if now is None:
        return ()
    return _bands(ENGAGEMENT, "", page, now.engagement, then.engagement if then else None)


def _completeness(page: DashboardPage, now: Standing | None, then: Standing | None) -> tuple[Bar, ...]:
    if now is None:
        return ()
    return _bands(COMPLETENESS, " %", page, now.completeness, then.completeness if then else None)


def _bands(key: str, unit: str, page: DashboardPage, now: Sequence[int], then: Sequence[int] | None) -> tuple[Bar, ...]:
    """The highest band first."""
    bars = [
        Bar(
            f"{low}–{high}{unit}",
            now[place],
            None if then is None else then[place],
            groups(page, f"{key}:{low}..{high}"),
        )
        for place, (low, high) in enumerate(SCORE_BANDS)
    ]
    return tuple(reversed(bars))


def _without_score(page: DashboardPage, now: Standing | None) -> tuple[str, Target | None] | None:
    if now is None or not now.without_completeness:
        return None
    return f"{now.without_completeness:,} without a score", groups(page, "-completeness>=0")


def _stages(page: DashboardPage, now: Standing | None, then: Standing | None) -> tuple[Bar, ...]:
    """The stages in their order, then stages that no model has, then groups in none."""
    if now is None:
        return ()
    present = _folded(now.stages)
    past = _folded(then.stages) if then is not None else None
    names = {stage.casefold(): stage for stage in page.stages}
    foreign = {
        stage.casefold(): stage for stage, _ in (*now.stages, *(then.stages if then else ())) if stage is not None
    }
    names |= {key: foreign[key] for key in sorted(foreign) if key not in names}
    if page.segment.stage:
        names = {key: name for key, name in names.items() if key == page.segment.stage.casefold()}
    bars = [_stage(page, key, name, present, past) for key, name in names.items()]
    if present.get(None) or (past and past.get(None)):
        others = [f"-{condition('stage', name)}" for name in names.values() if can_be_asked(name)]
        was = None if past is None else past.get(None, 0)
        opens = groups(page, *others) if len(others) == len(names) else None
        bars.append(Bar(NO_STAGE, present.get(None, 0), was, opens))
    return tuple(bars)


def _stage(
    page: DashboardPage, key: str, name: str, now: Mapping[str | None, int], then: Mapping[str | None, int] | None
) -> Bar:
    was = None if then is None else then.get(key, 0)
    asked = () if page.segment.stage else (condition("stage", name),)
    return Bar(name, now.get(key, 0), was, groups(page, *asked) if can_be_asked(name) else None)


def _folded(stages: Iterable[tuple[str | None, int]]) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    for stage, count in stages:
        key = None if stage is None else stage.casefold()
        found[key] = found.get(key, 0) + count
    return found


def _interests(page: DashboardPage, now: Standing | None, then: Standing | None) -> tuple[Bar, ...]:
    """Most groups first."""
    if now is None:
        return ()
    present, past = dict(now.interests), dict(then.interests) if then else None
    bars = []
    for name in sorted({*present, *(past or ())}, key=lambda each: (-present.get(each, 0), each.casefold())):
        asked = () if page.segment.interest else (condition("interest", name),)
        opens = groups(page, *asked) if can_be_asked(name) else None
        bars.append(Bar(name, present.get(name, 0), None if past is None else past.get(name, 0), opens))
    return tuple(bars)
