"""The dashboard's charts as tables, one row for each thing that can be opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bgdetails.navigation import Target
from bgdetails.rules.counts import MonthCounts, PeopleCounts, Share
from bgdetails.views.counted import ACCOUNTS, CHART, GROUPS, PEOPLE, Counted
from bgdetails.views.dashboard_charts import Chart, bar_charts, groups
from bgdetails.views.dashboard_page import DashboardPage, Moves, MovingAccount, TopGroup
from bgdetails.views.table import Table, TableRow
from bgdetails.views.values import SubjectGone
from bgdetails.wording import full_day, plural

FAST, STAGNANT, SURGING, AT_RISK = "fast", "stagnant", "surging", "at-risk"
TOP, ROLES, COVERAGE, OVERLAP, GIVEN = "top", "roles", "coverage", "overlap", "given"
TITLES = {
    TOP: "Top five by engagement",
    FAST: "Top five by velocity",
    STAGNANT: "Stagnant",
    SURGING: "Surging accounts",
    AT_RISK: "Accounts at risk",
    ROLES: "Engagement by role",
    COVERAGE: "Contact coverage",
    OVERLAP: "People in several groups",
    GIVEN: "People given a role, a month",
    ACCOUNTS: "Engaged accounts",
    GROUPS: "Engaged buying groups",
    PEOPLE: "Engaged people",
}
ENGAGED, SILENT = "Engaged", "Not engaged"


def chart_table(page: DashboardPage, chart: str) -> Table:
    """A chart as a table.

    Raises:
        SubjectGone: There is no such chart.
    """
    bars = bar_charts(page).get(chart)
    if bars is not None:
        return _bars(page, bars)
    lists, people = page.counts.lists, page.counts.people
    if lists is not None and chart == TOP:
        return _table(page, TOP, ("Name", "Engagement", "Completeness, %"), [_top(group) for group in lists.top])
    if lists is not None and chart in _OF_MOVES:
        columns, rows = _OF_MOVES[chart](lists.moves)
        return _table(page, chart, columns, rows)
    if people is None or chart not in _OF_PEOPLE:
        raise SubjectGone("chart")
    return _OF_PEOPLE[chart](page, people)


def chart_target(page: DashboardPage, chart: str) -> Target:
    """The page that shows a chart as a table."""
    return Counted(CHART, (chart,), page.segment, page.start, page.end).target


def counted(page: DashboardPage, what: str, *names: str) -> Target:
    """The list of what a number counts."""
    return Counted(what, names, page.segment, end=page.end).target


def share_of(page: DashboardPage, chart: str) -> Share | None:
    """How many accounts, groups or people are engaged now."""
    now, people = page.counts.now, page.counts.people
    if chart == GROUPS:
        return None if now is None else Share(now.engaged, now.groups)
    if people is None:
        return None
    return people.accounts if chart == ACCOUNTS else people.people


def share_in(month: MonthCounts, chart: str) -> Share:
    """The same of a month."""
    return {ACCOUNTS: month.accounts, GROUPS: month.groups, PEOPLE: month.people}[chart]


def engaged_target(page: DashboardPage, chart: str, *, engaged: bool) -> Target:
    """The list of those who are engaged, or are not."""
    if chart == GROUPS:
        return groups(page, "engagement>=1" if engaged else "engagement<1")
    return counted(page, chart, "engaged" if engaged else "silent")


def stagnant_target(page: DashboardPage) -> Target:
    """The list of those that stand still."""
    return groups(page, "stagnant:yes") if page.end is None else counted(page, GROUPS, STAGNANT)


def _bars(page: DashboardPage, chart: Chart) -> Table:
    columns = (chart.label, "Now" if page.end is None else full_day(page.end), full_day(page.start), "Change")
    rows = [
        TableRow((bar.label, bar.now, bar.then, None if bar.then is None else bar.now - bar.then), bar.opens)
        for bar in chart.bars
    ]
    return _rows(page, chart.title, columns, rows)


def _top(group: TopGroup) -> TableRow:
    return TableRow((group.name, group.engagement_score, group.completeness_score), Target("group", group.id))


def _fast(moves: Moves) -> tuple[tuple[str, ...], list[TableRow]]:
    return ("Name", f"Stages in {plural(moves.velocity_days, 'day')}"), [
        TableRow((each.name, each.velocity), Target("group", each.id)) for each in moves.fast
    ]


def _stagnant(moves: Moves) -> tuple[tuple[str, ...], list[TableRow]]:
    return ("Name", "Days in stage", "Completeness, %"), [
        TableRow((each.name, each.days, each.completeness_score), Target("group", each.id)) for each in moves.stagnant
    ]


def _moving(accounts: Sequence[MovingAccount]) -> tuple[tuple[str, ...], list[TableRow]]:
    return ("Name", "Change, %"), [
        TableRow((each.name, None if each.change is None else 100 * each.change), Target("account", each.id))
        for each in accounts
    ]


def _roles(page: DashboardPage, people: PeopleCounts) -> Table:
    rows = [
        TableRow((each.role, each.people, each.mean), counted(page, "people", "role", each.role))
        for each in people.roles
    ]
    return _table(page, ROLES, ("Role", "People", "Mean engagement"), rows)


def _coverage(page: DashboardPage, people: PeopleCounts) -> Table:
    rows = [
        TableRow(
            (each.interest, each.role, each.people),
            counted(page, "people", "coverage", each.interest, each.role) if each.people else None,
        )
        for each in people.coverage
    ]
    return _table(page, COVERAGE, ("Solution interest", "Role", "People"), rows)


def _overlap(page: DashboardPage, people: PeopleCounts) -> Table:
    rows = [
        TableRow((number, count), counted(page, "people", "groups", str(number))) for number, count in people.overlap
    ]
    return _table(page, OVERLAP, ("Groups", "People"), rows)


def _given(page: DashboardPage, people: PeopleCounts) -> Table:
    rows = [
        TableRow((each.month, each.acquired), counted(page, "people", "given", each.month)) for each in people.months
    ]
    return _table(page, GIVEN, ("Month", "People given a role"), rows)


def _engaged(page: DashboardPage, people: PeopleCounts, chart: str) -> Table:
    """Now, then the months, the last first."""
    share = share_of(page, chart) or Share(0, 0)
    rows = [
        TableRow((ENGAGED, *_parts(share)), engaged_target(page, chart, engaged=True)),
        TableRow((SILENT, *_parts(Share(share.total - share.engaged, share.total))), _silent(page, chart)),
        *(
            TableRow((each.month, *_parts(share_in(each, chart))), counted(page, chart, "active", each.month))
            for each in reversed(people.months)
        ),
    ]
    return _table(page, chart, ("When", "Number", "Of", "Share, %"), rows)


def _silent(page: DashboardPage, chart: str) -> Target:
    return engaged_target(page, chart, engaged=False)


def _parts(share: Share) -> tuple[int, int, float | None]:
    return share.engaged, share.total, 100 * share.engaged / share.total if share.total else None


def _table(page: DashboardPage, chart: str, columns: tuple[str, ...], rows: list[TableRow]) -> Table:
    return _rows(page, TITLES[chart], columns, rows)


def _rows(page: DashboardPage, title: str, columns: tuple[str, ...], rows: list[TableRow]) -> Table:
    days = () if page.end is None else (page.start, page.end)
    return Table(title, columns, rows, len(rows), ("row", "rows"), "There is nothing to count yet.", days)


_OF_MOVES: dict[str, Callable[[Moves], tuple[tuple[str, ...], list[TableRow]]]] = {
    FAST: _fast,
    STAGNANT: _stagnant,
    SURGING: lambda moves: _moving(moves.surging),
    AT_RISK: lambda moves: _moving(moves.at_risk),
}
_OF_PEOPLE: dict[str, Callable[[DashboardPage, PeopleCounts], Table]] = {
    ROLES: _roles,
    COVERAGE: _coverage,
    OVERLAP: _overlap,
    GIVEN: _given,
    ACCOUNTS: lambda page, people: _engaged(page, people, ACCOUNTS),
    GROUPS: lambda page, people: _engaged(page, people, GROUPS),
    PEOPLE: lambda page, people: _engaged(page, people, PEOPLE),
}
