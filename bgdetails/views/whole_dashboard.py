"""The dashboard with all its numbers, counted where they are not kept."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from bgdetails.refresh.dashboard import count_end, count_of_people, count_then, ensure_end
from bgdetails.rules.segment import Segment
from bgdetails.store.workspace import OpenWorkspace
from bgdetails.views.counted import Counted
from bgdetails.views.dashboard import load_dashboard, load_lists
from bgdetails.views.dashboard_page import Counts, DashboardPage
from bgdetails.views.dashboard_tables import chart_table
from bgdetails.views.table import Table
from bgdetails.views.time_frame import TimeFrame


def load_whole_dashboard(
    workspace: OpenWorkspace, as_of: date, start: date, segment: Segment, end: date | None = None
) -> DashboardPage:
    """The dashboard as of a browsable day, or as of ``end``, a day before it."""
    if end is not None:
        ensure_end(workspace, as_of, end)
    counts = Counts(
        count_end(workspace, as_of, end, segment),
        count_then(workspace, as_of, start, segment),
        count_of_people(workspace, as_of, segment, end),
    )
    with workspace.reading() as session:
        counts = replace(counts, lists=load_lists(session, as_of, segment, end))
        return load_dashboard(session, as_of, start, segment, counts, end)


def load_chart(workspace: OpenWorkspace, as_of: date, counted: Counted) -> Table:
    """One of its charts as a table.

    Raises:
        SubjectGone: There is no such chart.
    """
    start = counted.start or TimeFrame().start(counted.end or as_of)
    page = load_whole_dashboard(workspace, as_of, start, counted.segment, counted.end)
    return chart_table(page, counted.names[0])
