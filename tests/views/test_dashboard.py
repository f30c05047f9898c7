"""The dashboard's charts: what bars say, and that each number is as many as what it opens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from bgdetails.navigation import COUNT, LIST, Target
from bgdetails.rules.segment import Segment
from bgdetails.store import tables
from bgdetails.store.browse import browse_query, count
from bgdetails.store.workspace import OpenWorkspace
from bgdetails.views.counted import CHART, Counted, read_counted
from bgdetails.views.counted_lists import load_counted
from bgdetails.views.dashboard import load_choices, load_dashboard
from bgdetails.views.dashboard_charts import bar_charts
from bgdetails.views.dashboard_page import Counts, DashboardPage
from bgdetails.views.dashboard_tables import TITLES, chart_table, share_of
from bgdetails.views.table import Asked, PagedRows, Table
from bgdetails.views.time_frame import TimeFrame, own_frame
from bgdetails.views.values import SubjectGone
from bgdetails.views.whole_dashboard import load_chart, load_whole_dashboard
from bgdetails.widgets.table_columns import arranged, shown_table
from tests.dashboard_world import START, numbers_of, write_world
from tests.factory import AS_OF, refresh_all
from tests.widgets.examples import CLOCK

SEGMENTS = (Segment(), Segment(interest="Cloud Backup"), Segment(stage="Awareness"), Segment(region="asia"))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWorkspace]:
    opened = write_world(tmp_path_factory.mktemp("dashboard"))
    yield opened
    opened.close()


def whole(workspace: OpenWorkspace, segment: Segment = SEGMENTS[0]) -> DashboardPage:
    return load_whole_dashboard(workspace, AS_OF, START, segment)


def bars(page: DashboardPage, chart: str) -> list[tuple[str, int, int | None]]:
    return [(bar.label, bar.now, bar.then) for bar in bar_charts(page)[chart].bars]


def opened(workspace: OpenWorkspace, target: Target) -> int:
    """How many things a target lists."""
    with closing(workspace.connect()) as connection:
        if target.kind == LIST:
            return count(connection, browse_query(connection, AS_OF, query=target.id))
    assert target.kind == COUNT
    listed = load_counted(workspace.connect, read_counted(target.id), AS_OF)
    assert len(listed.rows) == listed.total
    return listed.total


def test_bars_go_down_by_band_and_along_the_stage_model(workspace: OpenWorkspace) -> None:
    page = whole(workspace)
    assert bars(page, "engagement") == [("76–100", 2, 1), ("51–75", 0, 0), ("26–50", 1, 0), ("0–25", 0, 1)]
    assert bars(page, "completeness")[1] == ("51–75 %", 3, 2)
    assert bars(page, "stage") == [
        ("Awareness", 1, 1),
        ("Evaluation", 1, 0),
        ("Purchased", 0, 0),
        ("Lost", 0, 0),
        ("No stage", 1, 1),
    ]
    assert bars(page, "interest") == [("Cloud Backup", 2, 2), ("Edge Security", 1, 0)]
    assert [(group.name, round(group.engagement_score, 1)) for group in page.counts.lists.top] == [
        ("Cloud Backup for Acme", 100.0),
        ("Edge Security for Acme", 84.5),
        ("Cloud Backup for Bolt", 48.8),
    ]


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda segment: segment.query() or "all")
def test_every_number_is_as_many_as_what_it_opens(workspace: OpenWorkspace, segment: Segment) -> None:
    page = whole(workspace, segment)
    for number, target in numbers_of(page):
        assert (0 if target is None else opened(workspace, target)) == number, target


def test_lists_say_who_they_are(workspace: OpenWorkspace) -> None:
    def listed(what: str, *names: str) -> Table:
        return load_counted(workspace.connect, Counted(what, names), AS_OF)

    people = listed("people", "role", "practitioner")
    assert [(row.cells[0], row.opens) for row in people.rows] == [
        ("Ben", Target("person", "ben")),
        ("Cy", Target("person", "cy")),
        ("Eve", Target("person", "eve")),
    ]
    assert people.rows[0].cells[1:3] == (None, "Acme")
    assert people.rows[0].cells[3] == pytest.approx(200 / 3)
    accounts = listed("accounts", "engaged")
    assert [row.cells for row in accounts.rows] == [("Acme", "Food", "Europe", 2, 2), ("Bolt", "Mining", "Asia", 1, 1)]
    given = listed("people", "given", "2026-11")
    assert [row.cells[:3] for row in given.rows] == [
        ("Cy", "Practitioner", "Edge Security for Acme"),
        ("Ana", "Decision Maker", "Edge Security for Acme"),
    ]
    groups = listed("groups", "active", "2026-10")
    assert [row.opens for row in groups.rows] == [Target("group", "g-3")]
    for what, *names in (
        ("people", "nonsense"),
        ("groups", "active", "2026-99"),
        ("accounts", "role"),
        ("people", "role"),
    ):
        with pytest.raises(SubjectGone):
            listed(what, *names)


def test_a_list_is_searched_and_sorted_whole(workspace: OpenWorkspace) -> None:
    def names(what: str, *kind: str, asked: Asked) -> list[object]:
        listed = load_counted(workspace.connect, Counted(what, kind), AS_OF, asked)
        assert listed.total == len(load_counted(workspace.connect, Counted(what, kind), AS_OF).rows)
        return [row.cells[0] for row in listed.rows]

    assert names("people", "engaged", asked=Asked()) == ["Ana", "Ben", "Dee"]
    assert names("people", "engaged", asked=Asked("BOLT")) == ["Dee"]
    assert names("people", "engaged", asked=Asked("", 2, True)) == ["Dee", "Ana", "Ben"]
    assert names("people", "given", "2026-11", asked=Asked("decision")) == ["Ana"]
    assert names("people", "given", "2026-11", asked=Asked("", 0)) == ["Ana", "Cy"]
    assert names("accounts", "engaged", asked=Asked("bol")) == ["Bolt"]
    assert names("accounts", "engaged", asked=Asked("", 4)) == ["Bolt", "Acme"]
    assert names("groups", "active", "2026-11", asked=Asked("for bolt")) == ["Cloud Backup for Bolt"]


def test_every_column_of_every_list_sorts_both_ways(workspace: OpenWorkspace) -> None:
    for what, *kind in (
        ("people", "engaged"),
        ("people", "given", "2026-11"),
        ("accounts", "engaged"),
        ("accounts", "surging"),
        ("accounts", "at-risk"),
        ("groups", "active", "2026-11"),
    ):
        counted = Counted(what, tuple(kind))
        everything = load_counted(workspace.connect, counted, AS_OF)
        for column in range(len(everything.columns)):
            for descending in (False, True):
                asked = Asked("", column, descending)
                rows = load_counted(workspace.connect, counted, AS_OF, asked).rows
                shown = shown_table(everything, CLOCK, pytest.fail)
                assert list(rows) == [each.row for each in arranged(shown.rows, asked)], (kind, asked)


def test_a_long_list_reads_the_rows_that_are_looked_at(workspace: OpenWorkspace) -> None:
    whole = load_counted(workspace.connect, Counted("people", ("engaged",)), AS_OF)
    paged = load_counted(workspace.connect, Counted("people", ("engaged",)), AS_OF, at_once=2)
    assert isinstance(paged.rows, PagedRows)
    assert (len(paged.rows), paged.total) == (3, 3)
    assert [*paged.rows] == [*whole.rows] == [paged.rows[0], *paged.rows[1:]]
    gone = PagedRows([*paged.rows.ids, 10**9], paged.rows.read)
    assert [row.cells[0] for row in gone[2:]] == ["Dee", None]


def test_charts_are_tables(workspace: OpenWorkspace) -> None:
    page = whole(workspace)
    table = chart_table(page, "stage")
    assert table.columns == ("Stage", "Now", "21 Oct 2026", "Change")
    assert [row.cells for row in table.rows][:2] == [("Awareness", 1, 1, 0), ("Evaluation", 1, 0, 1)]
    assert {chart_table(page, chart).title for chart in TITLES} == set(TITLES.values())
    shares = chart_table(page, "people").rows
    assert [row.cells for row in shares[:3]] == [
        ("Engaged", 3, 7, pytest.approx(300 / 7)),
        ("Not engaged", 4, 7, pytest.approx(400 / 7)),
        ("2026-11", 3, 7, pytest.approx(300 / 7)),
    ]
    assert load_chart(workspace, AS_OF, Counted(CHART, ("stage",), Segment(), START)) == table
    with pytest.raises(SubjectGone):
        chart_table(page, "nothing")


def test_what_is_not_counted_yet_is_no_number(workspace: OpenWorkspace) -> None:
    with workspace.reading() as session:
        page = load_dashboard(session, AS_OF, START, Segment(), Counts(now=whole(workspace).counts.now))
    assert bars(page, "interest") == [("Cloud Backup", 2, None), ("Edge Security", 1, None)]
    assert next(row.cells for row in chart_table(page, "interest").rows) == ("Cloud Backup", 2, None, None)
    with pytest.raises(SubjectGone):
        chart_table(page, "roles")
    assert share_of(page, "people") is None


def test_it_can_be_filtered_by_what_groups_and_accounts_have(workspace: OpenWorkspace) -> None:
    with workspace.reading() as session:
        assert load_choices(session, AS_OF) == {
            "stage": ("Awareness", "Evaluation"),
            "industry": ("Food", "Mining"),
            "region": ("Asia", "Europe"),
            "interest": ("Cloud Backup", "Edge Security"),
        }


def test_a_name_with_a_quotation_mark_opens_its_groups(tmp_path: Path) -> None:
    opened_here = write_world(tmp_path)
    with opened_here.writing() as session:
        for group in session.exec(select(tables.BuyingGroup)).all():
            group.stage = '19" racks'
        refresh_all(session)
    page = load_whole_dashboard(opened_here, AS_OF, START, Segment())
    opened_here.close()
    shown = {bar.label: bar for bar in bar_charts(page)["stage"].bars}
    assert (shown['19" racks'].now, shown['19" racks'].opens) == (3, Target(LIST, 'stage:"19"" racks"'))
    assert shown["Awareness"].opens == Target(LIST, 'stage:"Awareness"')


@pytest.mark.parametrize(
    "counted",
    [
        Counted("people", ("role", "R&D / Lead?"), Segment(stage="A b", region="é/&=?")),
        Counted(CHART, ("stage",), Segment(), date(2026, 5, 31)),
        Counted("groups", ("listed", 'stage:"a/b"'), Segment(), end=date(2026, 5, 31)),
    ],
)
def test_the_page_of_a_number_can_be_written_and_read(counted: Counted) -> None:
    assert read_counted(Target.parse(str(counted.target)).id) == counted


@pytest.mark.parametrize("text", ["", "people", "lists/engaged", "chart/stage?start=yesterday"])
def test_what_is_no_number_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"names nothing|isoformat"):
        read_counted(text)


def test_time_frames_start_before_the_scoring_day() -> None:
    assert TimeFrame().start(AS_OF) == START
    assert own_frame(" 2026-08-22 ", AS_OF) == TimeFrame(own=date(2026, 8, 22))
    for text in (
        "2026-08-22 to 2026-10-01",
        "2026-08-22..2026-10-01",
        "2026-08-22 TO  2026-10-01",
        "2026-08-22 2026-10-01",
    ):
        assert own_frame(text, AS_OF) == TimeFrame(own=date(2026, 8, 22), end=date(2026, 10, 1)), text
    assert own_frame(f"2026-08-22..{AS_OF}", AS_OF) == TimeFrame(own=date(2026, 8, 22))
    for text in ("2026-10-01 to 2026-08-22", "2026-08-22 to 2026-08-22", "2026-08-22 to 2027-01-01", "2026-08-22 to"):
        assert own_frame(text, AS_OF) is None, text
    for text in ("", "2026-08", "22 Aug 2026", "2026-02-30", AS_OF.isoformat(), "2027-01-01", "1969-12-31", "20260822"):
        assert own_frame(text, AS_OF) is None
