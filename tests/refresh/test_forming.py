"""docs/model.md, who is in a group: each sentence is a test."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlmodel import select

from bgdetails.refresh.run import GroupChanges
from bgdetails.store import tables
from bgdetails.store.rules_rows import mark_days_stale
from tests.factory import AS_OF, at
from tests.refresh.conftest import INTEREST, TEMPLATE, World

ACME = "bg-acme-cloud-backup"
NOTHING = GroupChanges()
MIDNIGHT = "2026-11-20T00:00:00"


def acme(world: World, **values: object) -> int:
    return world.make.account("Acme", public_id="acme", **values)


def set_title(world: World, person: int, title: str | None) -> None:
    row = world.session.get_one(tables.Person, person)
    row.title = title
    world.session.add(row)


def test_one_group_for_every_account_where_somebody_fits(world: World) -> None:
    world.rules()
    world.make.person("Ana Moss", acme(world), title="Director of IT", created_at=at("2026-03-01T09:00:00"))
    world.make.person("Ben Low", world.make.account("Beta", public_id="b"), title="Gardener")
    assert world.refresh() == GroupChanges(formed=1, members_added=1)
    assert world.groups() == [ACME]
    group = world.session.exec(select(tables.BuyingGroup)).one()
    assert (group.origin, group.created_at, group.name, group.stage) == ("rules", None, None, None)


def test_a_membership_made_with_its_group_begins_when_the_person_became_known(world: World) -> None:
    world.rules()
    account = acme(world)
    world.make.person("Ana Moss", account, title="Director of IT", created_at=at("2026-03-01T09:00:00"))
    world.make.person("Ben Low", account, title="Engineer")
    world.refresh()
    assert world.memberships(ACME) == [
        ("Ana Moss", "Decision Maker", "2026-03-01T09:00:00", None, None),
        ("Ben Low", "Practitioner", None, None, None),
    ]


def test_all_who_fit_are_members_and_the_number_required_is_no_cap(world: World) -> None:
    world.rules()
    account = acme(world)
    for number in range(5):
        world.make.person(f"P {number}", account, title="Director")
    assert world.refresh().members_added == 5


def test_the_first_role_in_the_templates_order_wins(world: World) -> None:
    world.rules()
    world.make.person("Ana Moss", acme(world), title="Director, Engineering (Engineer)")
    world.refresh()
    assert world.members(ACME) == {"Ana Moss": "Decision Maker"}


def test_the_crm_role_comes_before_the_conditions_and_also_where_a_role_has_none(world: World) -> None:
    world.rules()
    account = acme(world)
    ana = world.make.person("Ana Moss", account, title="Director")
    ben = world.make.person("Ben Low", account, title="Gardener")
    deal = world.make.opportunity(account)
    for person in (ana, ben):
        world.make.contact_role(deal, person, " champion ")
    world.refresh()
    assert world.members(ACME) == {"Ana Moss": "Champion", "Ben Low": "Champion"}


def test_of_several_mapped_roles_the_first_in_the_templates_order_wins(world: World) -> None:
    world.rules()
    account = acme(world)
    ana = world.make.person("Ana Moss", account)
    for role in ("End User", "Champion", "Blocker"):
        world.make.contact_role(world.make.opportunity(account), ana, role)
    world.refresh()
    assert world.members(ACME) == {"Ana Moss": "Champion"}


@pytest.mark.parametrize("role", [None, "", "Gatekeeper", "Influencer"])
def test_an_empty_an_unmapped_and_a_foreign_crm_role_give_nothing(world: World, role: str | None) -> None:
    world.rules()
    account = acme(world)
    ana = world.make.person("Ana Moss", account, title="Engineer")
    world.make.contact_role(world.make.opportunity(account), ana, role)
    world.refresh()
    assert world.members(ACME) == {"Ana Moss": "Practitioner"}


@pytest.mark.parametrize(
    ("opportunity", "role", "counts"),
    [
        ({}, {}, True),
        ({"is_closed": True}, {}, True),
        ({"is_closed": True, "is_won": True}, {}, True),
        ({"hidden": True, "deleted": True}, {}, False),
        ({}, {"deleted": True}, False),
        ({"elsewhere": True}, {}, False),
    ],
)
def test_crm_roles_come_from_open_and_closed_deals_of_the_own_account(
    world: World, opportunity: dict[str, bool], role: dict[str, bool], counts: bool
) -> None:
    world.rules()
    account = acme(world)
    ana = world.make.person("Ana Moss", account)
    owner = world.make.account("Beta") if opportunity.pop("elsewhere", False) else account
    world.make.contact_role(world.make.opportunity(owner, **opportunity), ana, "Champion", **role)
    assert world.refresh().members_added == int(counts)


def test_only_deals_of_the_interest_give_roles(world: World) -> None:
    world.rules(
        TEMPLATE + INTEREST + 'opportunities = [{ field = "name", op = "contains", value = "backup" }]\n'
        '[[solution_interest]]\nname = "Other"\nroles_template = "Simple"\n'
        'opportunities = [{ field = "amount", op = "greater than", value = 1000 }]'
    )
    account = acme(world)
    ana, ben = world.make.person("Ana Moss", account), world.make.person("Ben Low", account)
    world.make.contact_role(world.make.opportunity(account, "Backup 2026", amount=10.0), ana, "Champion")
    world.make.contact_role(world.make.opportunity(account, "Phones", amount=5000.0), ben, "Champion")
    world.refresh()
    assert world.members(ACME) == {"Ana Moss": "Champion"}
    assert world.members("bg-acme-other") == {"Ben Low": "Champion"}


def test_only_accounts_of_the_audience_get_groups(world: World) -> None:
    world.rules(
        TEMPLATE + INTEREST + 'audience = [{ field = "industry", op = "is", value = "banking" },'
        ' { field = "employees", op = "greater than", value = 100 }, { field = "tier", op = "is", value = "Gold" }]'
    )
    gold = '{"tier": "gold"}'
    for name, values in {
        "in": {"industry": "Banking", "employees": 101.0, "attributes": gold},
        "small": {"industry": "Banking", "employees": 100.0, "attributes": gold},
        "silver": {"industry": "Banking", "employees": 500.0, "attributes": '{"tier": "silver"}'},
        "none": {},
    }.items():
        world.make.person(f"P {name}", world.make.account(name, public_id=name, **values), title="Director")
    world.refresh()
    assert world.groups() == ["bg-in-cloud-backup"]


def test_conditions_reach_custom_attributes_truths_and_the_score(world: World) -> None:
    world.rules(
        """
        [[roles_template]]
        name = "Simple"
          [[roles_template.role]]
          role = "Keen"
          match = "all"
          conditions = [
            { field = "seniority", op = "is", value = "senior" },
            { field = "unsubscribed", op = "is not", value = "true" },
            { field = "engagement_score", op = "greater than", value = 70 },
          ]
        """
        + INTEREST
    )
    account = acme(world)
    senior = '{"seniority": "Senior"}'
    people = {
        "Keen": ({"attributes": senior}, 2),
        "Silent": ({"attributes": senior}, 1),
        "Gone": ({"attributes": senior, "unsubscribed": True}, 2),
        "Junior": ({"attributes": '{"seniority": "Junior"}'}, 2),
    }
    for name, (values, times) in people.items():
        world.make.activity(world.make.person(f"P {name}", account, **values), "Page Views", AS_OF, times)
    world.refresh()
    # 100 x root(1/2) = 70.71, which shows as 71.
    assert world.members(ACME) == {"P Keen": "Keen", "P Silent": "Keen"}


def test_fields_and_custom_attributes_are_found_whatever_their_case(world: World) -> None:
    world.rules(
        """
        [[roles_template]]
        name = "Simple"
          [[roles_template.role]]
          role = "Titled"
          conditions = [{ field = "Title", op = "is", value = "CFO" }]
          [[roles_template.role]]
          role = "Tall"
          conditions = [{ field = 'GRÖSSE "in" m', op = "greater than", value = 2 }]
        """
        + INTEREST
        + 'audience = [{ field = "INDUSTRY", op = "is", value = "Banking" }, { field = "tier", op = "is", value = 1 }]'
    )
    account = acme(world, industry="Banking", attributes=json.dumps({"TIER": "2", "tier": "1", "Tier": "3"}))
    world.make.person("Ana Moss", account, title="CFO")
    world.make.person("Ben Low", account, attributes=json.dumps({'Größe "in" M': "2.1"}))
    world.refresh()
    assert world.members(ACME) == {"Ana Moss": "Titled", "Ben Low": "Tall"}


def test_nobody_without_account_and_nobody_deleted_is_a_member(world: World) -> None:
    world.rules()
    world.make.person("Free Lance", title="Director")
    world.make.person("Gone Now", acme(world), title="Director", deleted=True, hidden=True)
    assert world.refresh() == NOTHING


def test_a_template_that_is_not_live_forms_no_groups(world: World) -> None:
    world.rules(TEMPLATE.replace('name = "Simple"', 'name = "Simple"\nstatus = "Draft"') + INTEREST)
    world.make.person("Ana Moss", acme(world), title="Director")
    assert world.refresh() == NOTHING


def test_a_workspace_without_rules_has_the_defaults(world: World) -> None:
    world.make.person("Ana Moss", acme(world), title="Chief Financial Officer")
    world.refresh()
    assert world.members("bg-acme-new-business") == {"Ana Moss": "Decision Maker"}


def test_a_refresh_that_changes_nothing_reports_nothing(world: World) -> None:
    world.rules()
    world.make.person("Ana Moss", acme(world), title="Director", created_at=at("2026-12-24T00:00:00"))
    world.refresh()
    before = world.memberships(ACME)
    for stale in (False, True):
        if stale:
            mark_days_stale(world.session)
        assert world.refresh() == NOTHING
    assert world.memberships(ACME) == before


def test_who_fits_later_joins_on_the_as_of_day_and_who_no_longer_fits_leaves_on_it(world: World) -> None:
    world.rules()
    account = acme(world)
    ana = world.make.person("Ana Moss", account, title="Director", created_at=at("2026-03-01T09:00:00"))
    ben = world.make.person("Ben Low", account, title="Gardener", created_at=at("2026-03-01T09:00:00"))
    world.refresh()
    set_title(world, ana, "Gardener")
    set_title(world, ben, "Engineer")
    assert world.refresh() == GroupChanges(members_added=1, members_removed=1)
    assert world.memberships(ACME) == [
        ("Ana Moss", "Decision Maker", "2026-03-01T09:00:00", MIDNIGHT, "system"),
        ("Ben Low", "Practitioner", MIDNIGHT, None, None),
    ]


def test_a_role_changes_in_place(world: World) -> None:
    world.rules()
    ana = world.make.person("Ana Moss", acme(world), title="Director", created_at=at("2026-03-01T09:00:00"))
    world.refresh()
    set_title(world, ana, "Engineer")
    assert world.refresh() == GroupChanges(roles_changed=1)
    assert world.memberships(ACME) == [("Ana Moss", "Practitioner", "2026-03-01T09:00:00", None, None)]


def test_a_group_stays_when_its_last_member_leaves_and_they_may_come_back(world: World) -> None:
    world.rules()
    ana = world.make.person("Ana Moss", acme(world), title="Director")
    world.refresh()
    set_title(world, ana, None)
    world.refresh()
    assert world.groups() == [ACME]
    assert world.group_row(ACME).member_count == 0
    set_title(world, ana, "Engineer")
    tomorrow = AS_OF + timedelta(days=1)
    assert world.refresh(tomorrow) == GroupChanges(members_added=1)
    assert world.group_row(ACME, tomorrow).member_count == 1


def test_where_the_account_leaves_the_audience_the_group_stays_and_system_memberships_end(world: World) -> None:
    world.rules(TEMPLATE + INTEREST + 'audience = [{ field = "industry", op = "is", value = "Banking" }]')
    account = acme(world, industry="Banking")
    world.make.person("Ana Moss", account, title="Director")
    world.refresh()
    group = world.session.exec(select(tables.BuyingGroup.id)).one()
    world.make.member(group, world.make.person("Ben Low", account), "Champion", source="manual")
    row = world.session.get_one(tables.Account, account)
    row.industry = "Retail"
    world.session.add(row)
    assert world.refresh() == GroupChanges(members_removed=1)
    assert world.members(ACME) == {"Ben Low": "Champion"}


@pytest.mark.parametrize("source", ["manual", "journey"])
def test_what_a_hand_or_a_journey_set_is_left_alone(world: World, source: str) -> None:
    world.rules()
    account = acme(world)
    world.make.person("Ana Moss", account, title="Director")
    world.refresh()
    group = world.session.exec(select(tables.BuyingGroup.id)).one()
    world.make.member(group, world.make.person("Ben Low", account, title="Engineer"), "Champion", source=source)
    world.make.member(group, world.make.person("Cy Orr", account), "Practitioner", source=source)
    assert world.refresh() == NOTHING
    assert world.members(ACME) == {"Ana Moss": "Decision Maker", "Ben Low": "Champion", "Cy Orr": "Practitioner"}


@pytest.mark.parametrize(("by", "comes_back"), [("manual", False), ("journey", False), (None, False), ("system", True)])
def test_a_removal_by_hand_or_journey_stays(world: World, by: str | None, comes_back: bool) -> None:
    world.rules()
    account = acme(world)
    world.make.person("Ana Moss", account, title="Director")
    world.refresh()
    group = world.session.exec(select(tables.BuyingGroup.id)).one()
    ben = world.make.person("Ben Low", account, title="Engineer")
    world.make.member(group, ben, "Practitioner", source="system", removed_at=at("2026-11-01T00:00:00"), removed_by=by)
    assert world.refresh() == GroupChanges(members_added=int(comes_back))


def test_who_changes_the_account_keeps_manual_memberships_and_loses_system_ones(world: World) -> None:
    world.rules()
    account, other = acme(world), world.make.account("Beta", public_id="beta")
    ana = world.make.person("Ana Moss", account, title="Director")
    world.make.person("Cy Orr", account, title="Director")
    world.refresh()
    group = world.session.exec(select(tables.BuyingGroup.id)).one()
    ben = world.make.person("Ben Low", account)
    world.make.member(group, ben, "Champion", source="manual")
    for number in (ana, ben):
        person = world.session.get_one(tables.Person, number)
        person.account_id = other
        world.session.add(person)
    assert world.refresh() == GroupChanges(formed=1, members_added=1, members_removed=1)
    assert world.members(ACME) == {"Cy Orr": "Decision Maker", "Ben Low": "Champion"}
    assert world.members("bg-beta-cloud-backup") == {"Ana Moss": "Decision Maker"}


def test_given_interests_are_never_touched(world: World) -> None:
    world.rules()
    account, other = acme(world), world.make.account("Beta")
    interest = world.session.exec(select(tables.SolutionInterest.id)).one()
    group = world.make.group(account, interest, public_id="given")
    ana = world.make.person("Ana Moss", account, title="Director")
    world.make.member(group, world.make.person("Ben Low", account, title="Gardener"), "Champion", source="system")
    world.make.person("Cy Orr", other, title="Director")
    assert world.refresh() == NOTHING
    assert world.groups() == ["given"]
    assert ana not in world.session.exec(select(tables.Membership.person_id)).all()


def test_groups_are_left_alone_where_the_interest_says_so_but_new_ones_are_formed(world: World) -> None:
    world.rules(TEMPLATE + INTEREST + "update_existing = false")
    ana = world.make.person("Ana Moss", acme(world), title="Director")
    world.refresh()
    set_title(world, ana, "Gardener")
    world.make.person("Ben Low", world.make.account("Beta", public_id="beta"), title="Director")
    assert world.refresh() == GroupChanges(formed=1, members_added=1)
    assert world.members(ACME) == {"Ana Moss": "Decision Maker"}


def test_an_imported_group_of_the_rules_is_maintained_and_no_second_one_is_formed(world: World) -> None:
    world.rules()
    account = acme(world)
    interest = world.session.exec(select(tables.SolutionInterest.id)).one()
    world.make.group(account, interest, public_id="kept", origin="rules")
    world.make.person("Ana Moss", account, title="Director", created_at=at("2026-03-01T09:00:00"))
    assert world.refresh() == GroupChanges(members_added=1)
    assert world.memberships("kept") == [("Ana Moss", "Decision Maker", MIDNIGHT, None, None)]


def test_interests_whose_names_differ_only_in_signs_get_ids_of_their_own(world: World) -> None:
    world.rules(TEMPLATE + INTEREST + '[[solution_interest]]\nname = "Cloud & Backup"\nroles_template = "Simple"')
    world.make.person("Ana Moss", acme(world), title="Director")
    assert world.refresh().formed == 2
    assert world.groups() == [ACME, f"{ACME}-2"]


def test_groups_of_an_interest_that_the_rules_no_longer_name_stay_as_they_are(world: World) -> None:
    world.rules()
    ana = world.make.person("Ana Moss", acme(world), title="Director")
    world.refresh()
    world.rules(TEMPLATE + '[[solution_interest]]\nname = "Other"\nroles_template = "Simple"')
    set_title(world, ana, "Gardener")
    assert world.refresh() == NOTHING
    assert world.members(ACME) == {"Ana Moss": "Decision Maker"}


def test_more_accounts_than_are_looked_at_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bgdetails.refresh.forming._ACCOUNTS_AT_ONCE", 3)
    world.rules()
    for number in range(10):
        account = world.make.account(f"A {number}", public_id=f"a{number}", hidden=number in (2, 3))
        world.make.person(f"P {number}", account, title="Director", hidden=number in (2, 3))
    assert world.refresh() == GroupChanges(formed=8, members_added=8)
    assert world.refresh() == NOTHING


def test_a_refresh_in_the_past_ends_and_begins_there(world: World) -> None:
    world.rules()
    account = acme(world)
    world.make.person("Ana Moss", account, title="Director")
    world.refresh(date(2026, 10, 1))
    world.make.person("Ben Low", account, title="Engineer")
    world.refresh(date(2026, 10, 8))
    assert world.memberships(ACME)[1] == ("Ben Low", "Practitioner", "2026-10-08T00:00:00", None, None)
    assert world.group_row(ACME, date(2026, 10, 8)).member_count == 2
    world.refresh(date(2026, 10, 1))
    assert world.group_row(ACME, date(2026, 10, 1)).member_count == 1
