"""Who gets which role, and what a refresh may change, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.resources import default_rules_text
from bgdetails.rules.document import parse_rules
from bgdetails.rules.formation import Change, RoleMatcher, maintain

RULES = parse_rules(default_rules_text(), "default_rules.toml")
MATCHER = RoleMatcher(RULES.templates[0], RULES.opportunity_roles)
END = 1_000


@dataclass(frozen=True)
class Row:
    role: str = "Influencer"
    source: str = "system"
    removed_at: int | None = None
    removed_by: str | None = None


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Chief Executive Officer", "Executive Steering Committee"),
        ("CEO", "Executive Steering Committee"),
        ("Co-founder", "Executive Steering Committee"),
        ("President", "Executive Steering Committee"),
        ("Vice President Sales", "Decision Maker"),
        ("SVP Operations", "Decision Maker"),
        ("CFO", "Decision Maker"),
        ("Chief Information Officer", "Decision Maker"),
        ("Head of Procurement", "Decision Maker"),
        ("Assistant to the Director", None),
        ("Executive Secretary, CEO office", None),
        ("Procurement Manager", "Influencer"),
        ("Senior Legal Counsel", "Influencer"),
        ("Adviser", "Influencer"),
        ("Systems Engineer", "Practitioner"),
        ("Sales Representative", "Practitioner"),
        ("Gardener", None),
        ("", None),
        (None, None),
    ],
)
def test_the_default_titles(title: str | None, role: str | None) -> None:
    assert MATCHER.by_conditions({"title": title}) == role


@pytest.mark.parametrize(
    ("crm", "role"),
    [
        (["Economic Buyer"], "Decision Maker"),
        (["business user", "Technical Buyer"], "Influencer"),  # the first in the template's order, not in the CRM's
        (["Champion"], "Champion"),
        (["Gatekeeper", None, ""], None),
        ([], None),
    ],
)
def test_crm_roles(crm: list[str | None], role: str | None) -> None:
    assert MATCHER.by_crm(crm) == role


def test_the_crm_goes_before_the_title() -> None:
    assert MATCHER.role_of({"title": "CFO"}, ["End User"]) == "Practitioner"
    assert MATCHER.role_of({"title": "CFO"}, ["Other"]) == "Decision Maker"


def test_a_crm_role_that_the_template_lacks_gives_nothing() -> None:
    template = parse_rules(
        '[[roles_template]]\nname = "T"\n[[roles_template.role]]\nrole = "Buyer"\n', "t.toml"
    ).templates[0]
    assert RoleMatcher(template, RULES.opportunity_roles).by_crm(["Champion"]) is None


def test_the_fields_that_conditions_need() -> None:
    assert MATCHER.fields == ("title",)


@pytest.mark.parametrize(
    ("rows", "current", "fits", "change"),
    [
        ([], None, "Influencer", Change("Influencer", joins=True)),
        ([], None, None, None),
        ([Row()], Row(), "Influencer", None),
        ([Row()], Row(), "influencer", None),
        ([Row()], Row(), "Practitioner", Change("Practitioner")),
        ([Row()], Row(), None, Change(None)),
        ([Row(source="manual")], Row(source="manual"), "Practitioner", None),
        ([Row(source="manual")], Row(source="manual"), None, None),
        ([Row(source="journey")], Row(source="journey"), None, None),
        ([Row(removed_at=5, removed_by="manual")], None, "Influencer", None),
        ([Row(removed_at=5, removed_by="journey")], None, "Influencer", None),
        ([Row(removed_at=5, removed_by="system")], None, "Influencer", Change("Influencer", joins=True)),
        ([Row(removed_at=5)], None, "Influencer", None),
        ([Row(source="manual", removed_at=5)], None, "Influencer", None),
        ([Row(removed_at=END + 1, removed_by="manual")], None, "Influencer", Change("Influencer", joins=True)),
    ],
)
def test_maintenance(rows: list[Row], current: Row | None, fits: str | None, change: Change | None) -> None:
    assert maintain(rows, current, fits, END) == change


sources = st.sampled_from(["manual", "journey", "system"])
removed = st.none() | st.integers(END - 2, END)
all_rows = st.lists(st.builds(Row, st.sampled_from(["Influencer", "Champion"]), sources, removed, sources), max_size=4)
roles = st.sampled_from([None, "Influencer", "Champion", "INFLUENCER"])


@given(all_rows, roles, st.data())
def test_a_refresh_touches_only_what_a_refresh_made(rows: list[Row], fits: str | None, data: st.DataObject) -> None:
    open_rows = [row for row in rows if row.removed_at is None]
    current = data.draw(st.sampled_from(open_rows)) if open_rows else None
    change = maintain(rows, current, fits, END)
    if current is not None and change is not None:
        assert current.source == "system"
        assert not change.joins
        assert change.role == fits
    if current is None and change is not None:
        assert change == Change(fits, joins=True)
        assert fits is not None
        assert all(row.removed_by == "system" for row in rows if row.removed_at is not None)


@given(all_rows, roles, st.data())
def test_a_second_refresh_finds_nothing_to_do(rows: list[Row], fits: str | None, data: st.DataObject) -> None:
    open_rows = [row for row in rows if row.removed_at is None]
    current = data.draw(st.sampled_from(open_rows)) if open_rows else None
    change = maintain(rows, current, fits, END)
    if change is None:
        return
    if change.role is None:
        ended = Row(source="system", removed_at=END, removed_by="system")
        assert maintain([*[row for row in rows if row != current], ended], None, fits, END) is None
    else:
        now = Row(change.role)
        assert maintain([*[row for row in rows if row != current], now], now, fits, END) is None
