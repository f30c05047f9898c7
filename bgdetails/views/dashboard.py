"""The dashboard: what is kept of its numbers, and its short lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace
from sqlalchemy import func, select
from sqlmodel import Session

from bgdetails.refresh.groups_on import GroupsOn, groups_on
from bgdetails.refresh.kept_counts import NOW, THEN, kept_people, kept_standing
from bgdetails.rules.counts import Standing
from bgdetails.rules.engagement import level, score
from bgdetails.rules.segment import Segment, can_be_asked
from bgdetails.store.browse import browse_query, first_page
from bgdetails.store.browse_row import BrowseRow
from bgdetails.store.tables import Account, GroupRow, SolutionInterest, Stage
from bgdetails.store.times import to_day
from bgdetails.store.workspace import driver_connection
from bgdetails.views.dashboard_moves import load_moves
from bgdetails.views.dashboard_page import Counts, DashboardPage, ShortLists, TopGroup
from bgdetails.views.statements import DAY, Query, table

TOP = 5
"""Groups in each of the short lists."""

_stage, _interest = table(Stage).c, table(SolutionInterest).c
_row, _account = table(GroupRow).c, table(Account).c
_STAGES = Query(
    select(_stage.name)
    .where(_stage.stage_model_id.in_(select(_interest.stage_model_id)))
    .order_by(_stage.position, _stage.id)
)
# From one key to the next, as the index has them: a look for each of a few stages, and not at each of all groups.
_first = (
    select(func.min(_row.stage_key).label("key"))
    .where(_row.day == DAY, _row.stage_key.is_not(None))
    .cte("keys", recursive=True)
)
_next = (
    select(func.min(_row.stage_key))
    .where(_row.day == DAY, _row.stage_key > _first.c.key)
    .correlate(_first)
    .scalar_subquery()
)
_keys = _first.union_all(select(_next).where(_first.c.key.is_not(None)))
# The first from the key on: of equal ones alone SQLite would look through all groups for it.
_stage_of_key = (
    select(_row.stage)
    .where(_row.day == DAY, _row.stage_key >= _keys.c.key)
    .order_by(_row.stage_key)
    .limit(1)
    .correlate(_keys)
    .scalar_subquery()
)
_has_group = select(_row.group_id).where(_row.day == DAY, _row.interest_key == _interest.name_key).exists()
_CHOICES = {
    "stage": Query(select(_stage_of_key).where(_keys.c.key.is_not(None))),
    "industry": Query(select(_account.industry).where(~_account.hidden, _account.industry.is_not(None)).distinct()),
    "region": Query(select(_account.region).where(~_account.hidden, _account.region.is_not(None)).distinct()),
    "interest": Query(select(_interest.name).where(_has_group)),
}
_TOP_THEN = """
SELECT g.public_id, g.name, g.rank, g.completeness FROM {rows} g WHERE {groups} AND g.rank > 0
ORDER BY g.rank DESC, g.name_key, g.public_id LIMIT :most
"""


def load_dashboard(
    session: Session,
    as_of: date,
    start: date,
    segment: Segment,
    counts: Counts | None = None,
    end: date | None = None,
) -> DashboardPage:
    """The dashboard as of a browsable day.

    Args:
        session: Where to read.
        as_of: The scoring day.
        start: The day that it is compared with.
        segment: Which groups.
        counts: What was counted already; None: what is kept.
        end: The day that is counted, before the scoring day, with all that ``ensure_end`` makes; None: that day.
    """
    found = counts or _kept(driver_connection(session), groups_on(as_of, segment, end), start)
    if found.lists is None and end is None:
        stagnant = found.now.stagnant if found.now is not None else None
        found = replace(found, lists=load_lists(session, as_of, segment, end, stagnant))
    return DashboardPage(
        as_of=as_of,
        start=start,
        segment=segment,
        counts=found,
        stages=tuple({row[0].casefold(): row[0] for row in reversed(_STAGES.rows(session))}.values())[::-1],
        end=end,
    )


def load_lists(
    session: Session, as_of: date, segment: Segment, end: date | None, stagnant: int | None = None
) -> ShortLists:
    """The short lists of the dashboard; days as above. ``stagnant``: how many groups stand still, if that is known."""
    connection, groups = driver_connection(session), groups_on(as_of, segment, end)
    top = _top(connection, as_of, segment) if end is None else _top_then(connection, groups)
    return ShortLists(top, load_moves(connection, groups, TOP, stagnant))


def load_choices(session: Session, as_of: date, ends: Sequence[Standing] = ()) -> dict[str, tuple[str, ...]]:
    """What the dashboard can be filtered by: for each part of a segment its values, stages in their order.

    ``ends``: of the days that it compares; stages that groups had then can be asked for, too.
    """
    past = [stage for end in ends for stage, groups in end.stages if stage is not None and groups]
    order = {row[0].casefold(): place for place, row in enumerate(_STAGES.rows(session))}
    found = {}
    for name, query in _CHOICES.items():
        names = [*(past if name == "stage" else ()), *(row[0] for row in query.rows(session, day=to_day(as_of)))]
        values = {each.casefold(): each for each in names if can_be_asked(each)}
        keys = sorted(values, key=lambda key: (order.get(key, len(order)) if name == "stage" else 0, key))
        found[name] = tuple(values[key] for key in keys)
    return found


def _kept(connection: sqlite3.Connection, groups: GroupsOn, start: date) -> Counts:
    if groups.segment:
        return Counts()
    kind = NOW if groups.then is None else THEN
    return Counts(
        kept_standing(connection, groups.counted, kind),
        kept_standing(connection, to_day(start), THEN),
        kept_people(connection, groups.counted, kind),
    )


def _top(connection: sqlite3.Connection, as_of: date, segment: Segment) -> tuple[TopGroup, ...]:
    """The highest scores above 0, as Browse lists them."""
    listed = browse_query(connection, as_of, query=segment.query(), sort="engagement")
    rows = first_page(connection, listed, TOP)
    return tuple(_top_group(row) for row in rows if row.engagement_score > 0)


def _top_group(row: BrowseRow) -> TopGroup:
    return TopGroup(row.id, row.name, row.engagement_score, row.engagement_level, row.completeness_score)


def _top_then(connection: sqlite3.Connection, groups: GroupsOn) -> tuple[TopGroup, ...]:
    """The same of an earlier day."""
    sql = _TOP_THEN.format(rows=groups.rows, groups=groups.condition)
    (largest,) = connection.execute("SELECT largest_raw FROM score_day WHERE day = ?", (groups.counted,)).fetchone()
    found = []
    for public_id, name, raw, completeness in connection.execute(sql, {"most": TOP, **groups.values}):
        engagement = score(raw, largest)
        found.append(TopGroup(public_id, name, engagement, level(engagement), completeness))
    return tuple(found)
