"""The dashboard: charts two beside each other, short lists three, all below each other where there is no room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bgdetails.rules.engagement import level
from bgdetails.text import visible
from bgdetails.views.counted import ACCOUNTS, GROUPS, PEOPLE
from bgdetails.views.dashboard_charts import COMPLETENESS, ENGAGEMENT, INTEREST, STAGE, Bar, Chart, bar_charts
from bgdetails.views.dashboard_page import DashboardPage
from bgdetails.views.dashboard_tables import (
    AT_RISK,
    COVERAGE,
    ENGAGED,
    FAST,
    GIVEN,
    OVERLAP,
    ROLES,
    SILENT,
    STAGNANT,
    SURGING,
    TITLES,
    TOP,
    chart_target,
    counted,
    engaged_target,
    share_in,
    share_of,
)
from bgdetails.views.pages import Coverage
from bgdetails.widgets import coverage_grid
from bgdetails.widgets.bars import bar, count_bar, level_style, score, sparkline
from bgdetails.widgets.dashboard_bars import MonthNumber, bar_rows, list_row, month_columns
from bgdetails.widgets.dashboard_lists import DashboardLists
from bgdetails.widgets.document import Action, Block, Document, Line, Span, Spot, beside
from bgdetails.widgets.drawing import LOW_ROWS
from bgdetails.widgets.parts import Look, bold, flow, heading, link, quiet, sentence
from bgdetails.wording import day, month_name, number, percent, plural, whole

FILTERS = "filters"
COVERED = coverage_grid.SECTION
UNFILTER = "unfilter"
_ACROSS_FROM = 120
_GAPS = {2: 6, 3: 4}
_ROLE_BAR = 14
Draw = Callable[[int], Block]


def dashboard_document(page: DashboardPage, look: Look, *, waiting: bool = False) -> Document:
    """The body; ``waiting``: say so where something is not counted yet."""
    drawn = _Dashboard(page, look, waiting)
    charts = bar_charts(page)
    body = _Body(look)
    if page.segment:
        body.add((FILTERS, drawn.filters))
    body.add((ENGAGEMENT, drawn.chart(charts[ENGAGEMENT])), (COMPLETENESS, drawn.chart(charts[COMPLETENESS])))
    body.add((STAGE, drawn.chart(charts[STAGE])), (INTEREST, drawn.chart(charts[INTEREST])))
    lists = drawn.lists()
    body.add(*((each, lists[each]) for each in (TOP, FAST, STAGNANT)))
    body.add(*((each, lists[each]) for each in (SURGING, AT_RISK)), (ROLES, drawn.roles))
    body.add((GIVEN, drawn.given))
    body.add(*((each, drawn.engaged(each)) for each in (ACCOUNTS, GROUPS, PEOPLE)))
    body.add((COVERED, drawn.coverage))
    body.add((OVERLAP, drawn.overlap))
    return Document.of(body.block, body.section_rows)


class _Body:
    """Sections beside or below each other, and where each one begins."""

    def __init__(self, look: Look) -> None:
        self.block: Block = []
        self.section_rows: dict[str, int] = {}
        self._look = look

    def add(self, *sections: tuple[str, Draw]) -> None:
        """Put sections below what is there, beside each other where they have room."""
        cells = self._look.width
        if len(sections) == 1 or cells < _ACROSS_FROM:
            for name, draw in sections:
                self._put([name], draw(cells))
            return
        gap = _GAPS[len(sections)]
        each = (cells - gap * (len(sections) - 1)) // len(sections)
        widths = [each] * (len(sections) - 1)
        widths.append(cells - sum(widths) - gap * len(widths))
        drawn = [(draw(size), size) for (_, draw), size in zip(sections, widths, strict=True)]
        self._put([name for name, _ in sections], beside(drawn, gap))

    def _put(self, names: Sequence[str], block: Block) -> None:
        if self.block:
            self.block.extend([()] * (1 if self._look.rows < LOW_ROWS else 2))
        self.section_rows |= dict.fromkeys(names, len(self.block))
        self.block.extend(block)


class _Dashboard:
    """Draws each section of one page into the columns that it has."""

    def __init__(self, page: DashboardPage, look: Look, waiting: bool) -> None:
        self._page = page
        self._look = look
        self._waiting = waiting

    def filters(self, cells: int) -> Block:
        """What the groups are filtered by; Enter takes a filter away."""
        spans: list[Span] = [quiet("Only groups whose  ")]
        for name, value in self._page.segment.parts():
            spot = Spot(f"{FILTERS}/{name}", FILTERS, Action(UNFILTER, name))
            spans += [Span(f" {name} is {visible(value)} {self._look.glyphs.close} ", "chip", spot), Span("  ")]
        return flow(spans, cells)

    def chart(self, chart: Chart) -> Draw:
        """Groups by band, stage or interest."""

        def draw(cells: int) -> Block:
            title = heading(chart.title, cells, self._look, note=self._note(chart))
            if self._page.counts.now is None:
                return [title, *self._not_counted()]
            rows = bar_rows(chart.id, chart.bars, cells, self._look)
            return [title, *(rows or sentence("No buying group yet.", "", cells, self._look))]

        return draw

    def _note(self, chart: Chart) -> Line:
        """What the first chart's bars mean; the groups that a chart has no bar for."""
        if chart.beside is not None:
            text, opens = chart.beside
            return link(text, len(text) + 2, Spot(f"{chart.id}/beside", chart.id, opens), self._look)
        if chart.id != ENGAGEMENT or self._page.counts.then is None:
            return ()
        now = "now" if self._page.end is None else f"on {day(self._page.end, self._look.clock)}"
        was = f" where it was on {day(self._page.start, self._look.clock)}"
        return (quiet(f"{now}, change, "), bold(self._look.glyphs.count_before), quiet(was))

    def lists(self) -> Mapping[str, Draw]:
        """What draws each of the short lists."""
        lists = self._page.counts.lists
        if lists is not None:
            return DashboardLists(self._page, lists, self._look).draws()
        return {each: self._waits_for(each) for each in (TOP, FAST, STAGNANT, SURGING, AT_RISK)}

    def _waits_for(self, section: str) -> Draw:
        return lambda cells: [heading(TITLES[section], cells, self._look), *self._not_counted()]

    def roles(self, cells: int) -> Block:
        """The mean score of the people in each role."""
        title = heading(TITLES[ROLES], cells, self._look, note=(quiet("mean score of its people"),))
        people = self._page.counts.people
        if people is None:
            return [title, *self._not_counted()]
        if not people.roles:
            return [title, *sentence("Nobody has a role yet.", "", cells, self._look)]
        block: Block = [title]
        for each in people.roles:
            style = level_style(level(each.mean))
            right: Line = (
                score(whole(each.mean)),
                Span(" "),
                *bar(each.mean, min(_ROLE_BAR, cells // 3), style, self._look.glyphs),
            )
            opens = counted(self._page, "people", "role", each.role)
            block.append(list_row(ROLES, each.role, each.role, right, opens, cells, self._look))
        return block

    def given(self, cells: int) -> Block:
        """Memberships that began, month by month."""
        people = self._page.counts.people
        if people is None:
            return [heading(TITLES[GIVEN], cells, self._look), *self._not_counted()]
        total = sum(each.acquired for each in people.months)
        note = (quiet(f"{number(total)} in {len(people.months)} months"),)
        title = heading(TITLES[GIVEN], cells, self._look, note=note)
        if not total:
            return [title, *sentence("Nobody was given a role in these months.", "", cells, self._look)]
        months = [
            MonthNumber(each.month, each.acquired, counted(self._page, "people", "given", each.month))
            for each in people.months
        ]
        return [title, *month_columns(GIVEN, months, cells, self._look)]

    def engaged(self, chart: str) -> Draw:
        """Engaged against not engaged, now and by month."""

        def draw(cells: int) -> Block:
            title = heading(TITLES[chart], cells, self._look, note=(quiet("in 30 days"),))
            share = share_of(self._page, chart)
            if share is None:
                return [title, *self._not_counted()]
            counts = ((ENGAGED, share.engaged), (SILENT, share.total - share.engaged))
            block: Block = [title]
            for label, count in counts:
                said = percent(100 * count / share.total) if share.total else self._look.glyphs.unknown
                room = max(min(cells - 34, 40), 6)
                right: Line = (
                    bold(number(count)),
                    quiet(said.rjust(7)),
                    Span("  "),
                    *count_bar(count, share.total, room, self._look.glyphs),
                )
                opens = engaged_target(self._page, chart, engaged=label == ENGAGED)
                block.append(list_row(chart, label, label, right, opens if count else None, cells, self._look))
            return [*block, *self._by_month(chart, cells)]

        return draw

    def _by_month(self, chart: str, cells: int) -> Block:
        people = self._page.counts.people
        if people is None:
            return self._not_counted()
        shares = [share_in(each, chart) for each in people.months]
        values = [100 * each.engaged / each.total if each.total else None for each in shares]
        steps = "".join(span.text for span in sparkline(values, "None", self._look.glyphs))
        last = f"{percent(values[-1])} in {month_name(people.months[-1].month)}"
        right: Line = (Span(steps, "bar-secondary"), Span("  "), Span(last))
        return [list_row(chart, "months", "By month", right, chart_target(self._page, chart), cells, self._look)]

    def coverage(self, cells: int) -> Block:
        """People in each role for each interest, over all accounts."""
        title = heading(TITLES[COVERAGE], cells, self._look, note=(quiet("people in each role, all accounts"),))
        people = self._page.counts.people
        if people is None:
            return [title, *self._not_counted()]
        if not people.coverage:
            return [title, *sentence("No buying group yet.", "", cells, self._look)]
        numbers = {(each.interest, each.role.casefold()): each.people for each in people.coverage}
        interests = tuple(dict.fromkeys(each.interest for each in people.coverage))
        roles = {each.role.casefold(): each.role for each in reversed(people.coverage)}
        order = dict.fromkeys(each.role.casefold() for each in people.coverage)
        rows = tuple(tuple(numbers.get((interest, key)) for key in order) for interest in interests)
        grid = Coverage(interests, tuple(roles[key] for key in order), rows, frozenset())
        return [title, *coverage_grid.grid(grid, cells, self._look, full=max(numbers.values()) or 1)]

    def overlap(self, cells: int) -> Block:
        """People in two groups of their account, in three and so on."""
        people = self._page.counts.people
        if people is None:
            return [heading(TITLES[OVERLAP], cells, self._look), *self._not_counted()]
        total = sum(count for _, count in people.overlap)
        said = f"{plural(total, 'person', 'people')} at {plural(people.overlap_accounts, 'account')}"
        title = heading(TITLES[OVERLAP], cells, self._look, note=(quiet(said),))
        bars = [
            Bar(plural(groups, "group"), count, None, counted(self._page, "people", "groups", str(groups)))
            for groups, count in people.overlap
        ]
        if not bars:
            return [title, *sentence("Nobody is in two groups or more.", "", cells, self._look)]
        return [title, *bar_rows(OVERLAP, bars, cells, self._look)]

    def _not_counted(self) -> Block:
        return [(quiet("Counting…" if self._waiting else ""),)]


def section_chart(section: str) -> str | None:
    """The chart that a section of the page is; None: it is none."""
    chart = COVERAGE if section == COVERED else section
    return chart if chart in TITLES or chart in (ENGAGEMENT, COMPLETENESS, STAGE, INTEREST) else None
