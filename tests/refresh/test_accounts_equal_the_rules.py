"""Momentum and deal checks that a refresh keeps, and those of pages, are what the pure rules say of single records."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bgdetails.refresh.one_account import recheck_deals
from bgdetails.refresh.one_account_people import recount_people
from bgdetails.rules.deals import DealCheck, check_deal, count_people
from bgdetails.rules.document import parse_rules
from bgdetails.rules.engagement import WINDOW_DAYS, person_units
from bgdetails.rules.membership import current
from bgdetails.rules.momentum import median_of, momentum
from bgdetails.store import tables
from bgdetails.store.account_people import pack_people
from bgdetails.store.browse import browse_query, first_page
from bgdetails.store.rules_rows import write_rules
from bgdetails.store.rules_text import default_rules
from bgdetails.store.times import end_of_day, from_micros, start_of_day, to_day
from bgdetails.store.workspace import driver_connection
from bgdetails.views.account import load_account
from bgdetails.views.account_brief import load_account_brief
from bgdetails.views.contacts import contact_order, load_contacts, some_contacts
from bgdetails.views.deal import load_deal
from bgdetails.views.momentum import momentum_of
from bgdetails.views.opportunities import opportunities_of
from bgdetails.views.pages import AccountPage
from bgdetails.views.reach import load_account_reach
from bgdetails.views.scoring import scoring_of
from tests.factory import AS_OF, Factory, new_workspace, refresh_all
from tests.rules.test_deals import Somebody

DAY = to_day(AS_OF)
RULES = """
[[roles_template]]
name = "Simple"
  [[roles_template.role]]
  role = "Decision Maker"
  conditions = [{ field = "title", op = "is", value = "nobody" }]
[[solution_interest]]
name = "Cloud"
roles_template = "Simple"
opportunities = [{ field = "name", op = "starts with", value = "cloud" }]
[[solution_interest]]
name = "Any"
roles_template = "Simple"
[opportunity_roles]
"Money Person" = "decision maker"
"Sponsor" = "Champion"
"""
BELONGS = {"Cloud deal": {"Cloud", "Any", "Foreign"}, "Other deal": {"Any", "Foreign"}}
CRM = {"Economic Buyer": "decision maker", "money person": "decision maker", "SPONSOR ": "champion"}
TYPES = {"Meeting Held": 90, "Page Views": 40, "Odd": 12.345, "Unweighed": 0, "Email Sent": 0}
GROUPS = (("A", "Cloud"), ("A", "Cloud"), ("A", "Any"), ("A", "Foreign"), ("B", "Any"))
PEOPLE = ("A", "A", "A", "B", None)

numbers = st.integers(0, len(PEOPLE) - 1)
activities = st.lists(
    st.tuples(
        numbers,
        st.sampled_from(sorted(TYPES)),
        st.sampled_from([DAY - age for age in (-1, 0, 3, 29, 30, 31, 59, 60)]),
        st.sampled_from([1, 2, 25]),
    ),
    max_size=15,
)
moments = st.none() | st.sampled_from(
    [start_of_day(DAY - 40), end_of_day(DAY - 1), end_of_day(DAY), end_of_day(DAY) + 1]
)
memberships = st.lists(
    st.tuples(
        st.integers(0, len(GROUPS) - 1),
        numbers,
        st.sampled_from(["Decision Maker", "CHAMPION", "champion", "decision maker", "Other"]),
        moments,
        moments,
    ),
    max_size=12,
)
deals = st.lists(
    st.tuples(
        st.sampled_from(sorted(BELONGS)),
        st.sampled_from([None, False, False, True]),
        st.sampled_from([None, False, False, True]),
        st.sampled_from([None, -1, 0, 15, 16]),
    ),
    max_size=4,
)
contact_roles = st.lists(
    st.tuples(st.integers(0, 3), numbers, st.sampled_from([None, "Gatekeeper", *CRM]), st.booleans()), max_size=6
)


@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(activities, memberships, deals, contact_roles, st.sets(numbers, max_size=2))
def test_the_store_agrees_with_the_rules(
    acts: list[tuple[int, str, int, int]],
    members: list[tuple[int, int, str, int | None, int | None]],
    opportunities: list[tuple[str, bool | None, bool | None, int | None]],
    contacts: list[tuple[int, int, str | None, bool]],
    hidden: set[int],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = new_workspace(Path(folder))
        with workspace.writing() as session:
            write_rules(session, parse_rules(RULES, "test.toml", default_rules()), RULES, "test.toml")
            make = Factory(session)
            for name, weight in TYPES.items():
                make.activity_type(name, weight)
            accounts = {name: make.account(name) for name in ("A", "B")}
            people = [
                make.person(account=accounts[name] if name else None, hidden=number in hidden)
                for number, name in enumerate(PEOPLE)
            ]
            make.interest("Foreign", defined=False)
            interests = {row.name: row.id or 0 for row in session.exec(select(tables.SolutionInterest))}
            groups = [make.group(accounts[account], interests[interest]) for account, interest in GROUPS]
            for person, name, day, times in acts:
                make.activity(people[person], name, start_of_day(day), times)
            for group, person, role, added, removed in members:
                make.member(groups[group], people[person], role, added_at=added, removed_at=removed)
            made = [
                make.opportunity(
                    accounts["A"],
                    name,
                    is_closed=closed,
                    is_won=won,
                    close_date=None if days is None else (AS_OF + timedelta(days=days)).isoformat(),
                )
                for name, closed, won, days in opportunities
            ]
            for deal, person, role, deleted in contacts:
                if deal < len(made):
                    make.contact_role(made[deal], people[person], role, deleted=deleted)
            # Twice: what is kept is compared and replaced where it differs.
            for _ in range(2):
                refresh_all(session)
                compare_momentum(session, accounts)
                for account in accounts.values():
                    compare_reach(session, account)
                compare_deals(session, accounts["A"])
                compare_people(session, accounts)
                # What follows a change by hand says the same of one account.
                spoil_deals(session)
                recheck_deals(driver_connection(session), accounts["A"])
                compare_deals(session, accounts["A"])
                spoil_people(session)
                for account in accounts.values():
                    recount_people(driver_connection(session), account)
                compare_people(session, accounts)
                spoil_deals(session)
                spoil_people(session)
                driver_connection(session).execute("UPDATE account_score SET units = units + account_id % 2")
        workspace.close()


def spoil_deals(session: Session) -> None:
    """Make wrong what is kept of deals and of the groups at risk."""
    connection = driver_connection(session)
    connection.execute("UPDATE deal_score SET people = people + 1, silent = 0, first = x'09000000'")
    connection.execute("INSERT OR IGNORE INTO group_at_risk SELECT day, group_id FROM group_row")
    connection.execute("DELETE FROM group_at_risk WHERE group_id % 2")


def spoil_people(session: Session) -> None:
    """Make wrong what is kept of the members of accounts."""
    driver_connection(session).execute("UPDATE account_people SET overlap = x'09000000', coverage = '{}'")


def units_in(session: Session, day: int) -> dict[int, int]:
    """Units of everybody who is not hidden in the window that ends on ``day``."""
    types = {row.id: row for row in session.exec(select(tables.ActivityType))}
    weights = {row.name_key: row.weight_milli for row in types.values()}
    counts: defaultdict[int, dict[tuple[int, str], int]] = defaultdict(dict)
    for row in session.exec(select(tables.ActivityDay)):
        if day - WINDOW_DAYS < row.day <= day:
            counts[row.person_id][row.day, types[row.type_id].name_key] = row.n
    people = session.exec(select(tables.Person).where(~tables.Person.hidden)).all()
    return {person.id or 0: person_units(counts[person.id or 0], weights) for person in people}


def compare_momentum(session: Session, accounts: dict[str, int]) -> None:
    sums = []
    for day in (DAY, DAY - 30):
        units = units_in(session, day)
        account_of = {person: session.get_one(tables.Person, person).account_id for person in units}
        sums.append(
            {
                account: sum(number for person, number in units.items() if account_of[person] == account)
                for account in accounts.values()
            }
        )
    now, before = sums
    median = median_of(before.values())
    scoring = scoring_of(session, AS_OF)
    for account in accounts.values():
        assert momentum_of(session, account, scoring) == momentum(now[account], before[account], median)


def compare_people(session: Session, accounts: dict[str, int]) -> None:
    units = units_in(session, DAY)
    touches = {row.id for row in session.exec(select(tables.ActivityType).where(tables.ActivityType.sales_touch))}
    everybody = session.exec(select(tables.Person)).all()
    for account in accounts.values():
        page, brief = load_account(session, account, AS_OF), load_account_brief(session, account, AS_OF)
        own = {person.id or 0: person for person in everybody if person.account_id == account and not person.hidden}
        active = sorted(
            (-units[person], own[person].name_key, own[person].public_id) for person in own if units[person]
        )
        assert page.active_people == len(active)
        assert [person.id for person in brief.people] == [each[-1] for each in active[:2]]
        acts = [
            each for each in session.exec(select(tables.Activity)) if each.person_id in own and each.type_id in touches
        ]
        past = max((each.at for each in acts if each.day <= DAY), default=None)
        planned = min((each.at for each in acts if each.day > DAY), default=None)
        assert (page.last_touch and page.last_touch.at, page.next_touch and page.next_touch.at) == (
            from_micros(past),
            from_micros(planned),
        )
        compare_members(session, page, own, units)
        contacts = load_contacts(session, account, AS_OF)
        assert [each.id for each in contacts] == [
            own[person].public_id
            for person in sorted(own, key=lambda each: (-units[each], own[each].name_key, own[each].public_id))
        ]
        assert some_contacts(session, contact_order(session, account, AS_OF) or (), AS_OF) == contacts


def compare_members(session: Session, page: AccountPage, own: dict[int, tables.Person], units: dict[int, int]) -> None:
    in_groups: Counter[int] = Counter()
    covered: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for group in session.exec(select(tables.BuyingGroup)).all():
        if session.get_one(tables.Account, group.account_id).public_id != page.id:
            continue
        interest = session.get_one(tables.SolutionInterest, group.interest_id)
        rows = session.exec(
            select(tables.Membership).where(tables.Membership.group_id == group.id).order_by(tables.Membership.id)
        ).all()
        for member in current(rows, end_of_day(DAY)):
            if member.person_id in units:
                in_groups[member.person_id] += 1
                covered[interest.name, member.role_key].add(member.person_id)
    shared = sorted(
        (-number, -units[person], own[person].name_key, own[person].public_id)
        for person, number in in_groups.items()
        if number > 1 and person in own
    )
    assert [person.id for person in page.contact_overlap] == [each[-1] for each in shared]
    assert [len(person.groups) for person in page.contact_overlap] == [-each[0] for each in shared]
    assert page.contact_overlap_count == len(shared)
    grid = page.contact_coverage
    for interest, cells in zip(grid.interests, grid.cells, strict=True):
        for role, cell in zip(grid.roles, cells, strict=True):
            assert cell is None or cell == len(covered[interest, role.casefold()])


@contextmanager
def without(session: Session, statement: str, *values: object) -> Iterator[None]:
    """While something that is kept is changed; then it is as it was."""
    connection = driver_connection(session)
    connection.execute("SAVEPOINT kept")
    connection.execute(statement, values)
    yield
    connection.execute("ROLLBACK TO kept")
    connection.execute("RELEASE kept")


def compare_reach(session: Session, account: int) -> None:
    """Who is looked at first are the same five as of everybody."""
    found = load_account_reach(session, account, AS_OF)
    own = session.exec(select(tables.Person.id).where(tables.Person.account_id == account)).all()
    everybody = pack_people([person or 0 for person in own])
    with without(session, "UPDATE account_people SET marked = ? WHERE account_id = ?", everybody, account):
        assert load_account_reach(session, account, AS_OF) == found


def compare_deals(session: Session, account: int) -> None:
    lines = {line.id: line for line in opportunities_of(session, account, scoring_of(session, AS_OF))}
    red: set[str] = set()
    for deal in session.exec(select(tables.Opportunity)).all():
        check = None if deal.is_closed or deal.is_won else expected_check(session, deal)
        assert lines[deal.public_id].check == check
        details = load_deal(session, deal.public_id, AS_OF)
        assert details.check == check
        with without(session, "DELETE FROM deal_score"):
            assert load_deal(session, deal.public_id, AS_OF) == details
        if check is not None and check.level.word == "red":
            red |= BELONGS[deal.name]
    connection = driver_connection(session)
    shown = first_page(connection, browse_query(connection, AS_OF, query="deal:at-risk", sort="name"), 50)
    expected = [interest for of, interest in GROUPS if of == "A" and interest in red]
    assert sorted(row.solution_interest for row in shown) == sorted(expected)


def expected_check(session: Session, deal: tables.Opportunity) -> DealCheck:
    hidden = set(session.exec(select(tables.Person.id).where(tables.Person.hidden)))
    roles: defaultdict[int, set[str]] = defaultdict(set)
    for contact in session.exec(select(tables.OpportunityContactRole)).all():
        if contact.opportunity_id == deal.id and not contact.deleted and contact.person_id not in hidden:
            roles[contact.person_id].add(CRM.get(contact.role or "", ""))
    from_groups = not roles
    if from_groups:
        for group in session.exec(select(tables.BuyingGroup)).all():
            interest = session.get_one(tables.SolutionInterest, group.interest_id)
            if group.account_id != deal.account_id or interest.name not in BELONGS[deal.name]:
                continue
            rows = session.exec(
                select(tables.Membership).where(tables.Membership.group_id == group.id).order_by(tables.Membership.id)
            ).all()
            for member in current(rows, end_of_day(DAY)):
                if member.person_id not in hidden:
                    roles[member.person_id].add(member.role_key)
    units = units_in(session, DAY)
    done_to = {row.id for row in session.exec(select(tables.ActivityType)) if row.name == "Email Sent"}
    heard_of = {
        row.person_id
        for row in session.exec(select(tables.Activity))
        if DAY - 30 < row.day <= DAY and row.type_id not in done_to
    }
    people = [
        Somebody("decision maker" in keys, "champion" in keys, units[person] > 0, person not in heard_of)
        for person, keys in roles.items()
    ]
    closes = None if deal.close_date is None else to_day(date.fromisoformat(deal.close_date)) - DAY
    return check_deal(count_people(people, from_groups=from_groups), closes)
