"""Contact coverage on another day: as that day's memberships say; on the day itself as the page has it."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from bgdetails.screens.coverage_filter import CoverageFilter
from bgdetails.views.account import load_account
from bgdetails.views.coverage_people import load_coverage_people
from bgdetails.views.coverage_then import load_coverage
from tests.factory import AS_OF, Factory, days_before
from tests.views.kept import keep_scores

LONG_AGO = AS_OF - timedelta(days=30)


def test_coverage_of_another_day(session: Session, make: Factory) -> None:
    acme = make.account("Acme")
    cloud = make.interest("Cloud Backup")
    group, second = make.group(acme, cloud), make.group(acme, cloud, name="Second")
    ana, ben = (make.person(name, acme) for name in ("Ana", "Ben"))
    make.member(group, ana, "Champion", added_at=days_before(60), removed_at=days_before(10))
    make.member(second, ana, "Champion", added_at=days_before(60))
    make.member(group, ben, "Champion", added_at=days_before(5))
    keep_scores(session, groups={group: 90, second: 80})
    shown = load_account(session, acme, AS_OF).contact_coverage
    assert load_coverage(session, acme, AS_OF, AS_OF) == shown
    then = load_coverage(session, acme, AS_OF, LONG_AGO)
    place = then.roles.index("Champion")
    assert (shown.cells[0][place], then.cells[0][place]) == (2, 1)
    names = [
        [each.name for each in load_coverage_people(session, acme, "Cloud Backup", "Champion", AS_OF, day)[0]]
        for day in (None, LONG_AGO)
    ]
    assert [sorted(each) for each in names] == [["Ana", "Ben"], ["Ana"]]


def test_one_interest_has_its_own_roles_alone() -> None:
    from tests.widgets.examples import COVERAGE

    narrowed = CoverageFilter("Data Catalog").of(COVERAGE)
    assert narrowed.interests == ("Data Catalog",)
    assert None not in narrowed.cells[0]
    assert CoverageFilter("gone").of(COVERAGE) == COVERAGE
    assert CoverageFilter("Data Catalog", LONG_AGO).words == "people in each role on 21 Oct 2026 · Data Catalog"
