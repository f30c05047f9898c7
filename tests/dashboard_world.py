"""Three accounts and three groups whose numbers can be reckoned by hand: what tests of the dashboard look at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlmodel import Session, select

from bgdetails.navigation import Target
from bgdetails.refresh.run import refresh
from bgdetails.rules.document import parse_rules
from bgdetails.store import tables
from bgdetails.store.rules_rows import write_rules
from bgdetails.store.rules_text import default_rules
from bgdetails.store.times import end_of_day, to_day
from bgdetails.store.workspace import OpenWorkspace
from bgdetails.views.dashboard_charts import bar_charts
from bgdetails.views.dashboard_page import DashboardPage
from bgdetails.views.dashboard_tables import chart_table, engaged_target, share_of
from tests.factory import AS_OF, Factory, new_workspace

START = date(2026, 10, 21)
"""Thirty days before: Eve's activity of 1 October is in its window, nobody else's."""
RULES = """
[[roles_template]]
name = "Simple"
  [[roles_template.role]]
  role = "Decision Maker"
  weighting = 100
  members_required = 2
  [[roles_template.role]]
  role = "Champion"
  weighting = 60
  required_for_completeness = false
  [[roles_template.role]]
  role = "Practitioner"
  weighting = 60
[[stage_model]]
name = "Default"
stages = ["Awareness", "Evaluation", "Purchased", "Lost"]
entry = ["Awareness"]
success = "Purchased"
failure = ["Lost"]
transitions = { "Awareness" = ["Evaluation"], "Evaluation" = ["Purchased", "Lost"] }
[[solution_interest]]
name = "Cloud Backup"
roles_template = "Simple"
stage_model = "Default"
[[solution_interest]]
name = "Edge Security"
roles_template = "Simple"
stage_model = "Default"
"""


def write_world(folder: Path) -> OpenWorkspace:
    """The workspace, refreshed. People's scores are Ana 100, Ben 66.67, Dee 33.33, the others' 0."""
    workspace = new_workspace(folder, "dashboard.db")
    with workspace.writing() as session:
        write_rules(session, parse_rules(RULES, "test.toml", default_rules()), RULES, "test.toml")
        _fill(Factory(session), _interests(session))
        refresh(session, AS_OF)
    return workspace


def _interests(session: Session) -> dict[str, int]:
    return {each.name: each.id or 0 for each in session.exec(select(tables.SolutionInterest)).all()}


def _fill(make: Factory, interests: dict[str, int]) -> None:
    acme = make.account("Acme", public_id="acme", region="Europe", industry="Food")
    bolt = make.account("Bolt", public_id="bolt", region="Asia", industry="Mining")
    calm = make.account("Calm", public_id="calm")
    ana, ben, cy = (make.person(name, acme, public_id=name.casefold()) for name in ("Ana", "Ben", "Cy"))
    dee, eve = (make.person(name, bolt, public_id=name.casefold()) for name in ("Dee", "Eve"))
    make.person("Flo", calm, public_id="flo")
    make.activity(make.person("Ghost", acme, hidden=True), "Page Views", date(2026, 11, 19), times=20)
    for person, times, day in (
        (ana, 9, date(2026, 11, 19)),
        (ben, 4, date(2026, 11, 19)),
        (dee, 1, date(2026, 11, 18)),
        (eve, 1, date(2026, 10, 1)),
    ):
        make.activity(person, "Page Views", day, times=times)
    make.activity(make.person("Gus", calm, public_id="gus"), "Email Sent", date(2026, 11, 19))
    cloud, edge = interests["Cloud Backup"], interests["Edge Security"]
    first = make.group(acme, cloud, public_id="g-1", stage="Evaluation", created_at=date(2026, 9, 1))
    second = make.group(acme, edge, public_id="g-2", stage="Awareness", created_at=date(2026, 11, 2))
    third = make.group(bolt, cloud, public_id="g-3")
    make.member(first, ana, "Decision Maker")
    make.member(first, ben, "Practitioner", added_at=date(2026, 9, 10))
    make.member(second, ana, "Decision Maker", added_at=date(2026, 11, 2))
    make.member(second, cy, "Practitioner", added_at=date(2026, 11, 3))
    make.member(third, dee, "Decision Maker", added_at=date(2026, 10, 5))
    make.member(third, eve, "Practitioner", added_at=date(2026, 10, 5))
    make.member(third, dee, "Champion", added_at=date(2026, 8, 1), removed_at=date(2026, 8, 9))
    for group, before, after, day in (
        (first, None, "Awareness", date(2026, 9, 1)),
        (first, "Awareness", "Evaluation", date(2026, 11, 1)),
        (second, None, "Awareness", date(2026, 11, 2)),
    ):
        at = end_of_day(to_day(day))
        make.session.add(tables.StageChange(group_id=group, from_stage=before, to_stage=after, at=at))


def numbers_of(page: DashboardPage) -> list[tuple[object, Target | None]]:
    """The numbers of all charts, each with what it opens."""
    numbers: list[tuple[object, Target | None]] = [
        (bar.now, bar.opens) for chart in bar_charts(page).values() for bar in chart.bars
    ]
    for chart in ("accounts", "groups", "people"):
        share = share_of(page, chart)
        assert share is not None
        numbers.append((share.engaged, engaged_target(page, chart, engaged=True)))
        numbers.append((share.total - share.engaged, engaged_target(page, chart, engaged=False)))
        numbers += [(row.cells[1], row.opens) for row in chart_table(page, chart).rows]
    for chart, place in (("roles", 1), ("coverage", 2), ("overlap", 1), ("given", 1)):
        numbers += [(row.cells[place], row.opens) for row in chart_table(page, chart).rows]
    return numbers
