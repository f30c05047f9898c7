"""The intent that a refresh leaves in the store is what the pure functions of the rules give."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bgdetails.refresh.run import refresh
from bgdetails.rules.engagement import WINDOW_DAYS
from bgdetails.rules.intent import by_strength, level, score, strength
from bgdetails.rules.keyword_matching import KeywordMatcher
from bgdetails.rules.membership import current
from bgdetails.store import tables
from bgdetails.store.intent_strengths import unpack
from bgdetails.store.times import end_of_day, start_of_day, to_day
from bgdetails.views.intent import intent_of
from tests.factory import AS_OF, Factory, new_workspace

DAY = to_day(AS_OF)
PEOPLE, GROUPS, ACCOUNTS = 5, 3, 2
KEYWORDS = [
    ("Resilience", "Backup", "backup"),
    ("Resilience", "Backup", "immutable backup"),
    ("Resilience", "Backup", "Backups"),
    ("Resilience", "Security", "zero trust"),
    ("resilience", "Security", "siem"),
    ("Network", "Backup", "zero trust"),
    ("Network", "Edge", "SD-WAN"),
]
TEXTS = [None, "Immutable backups", "/zero-trust/", "SIEM", "sd wan, backup", "Nothing", "zero trust siem", "\x1f"]
TYPES = {"Meeting Held": 90, "Interesting Moment": 60, "Email Sent": 0, "Odd": 12.345}

texts = st.sampled_from(TEXTS)
activities = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1),
        st.sampled_from(sorted(TYPES)),
        st.integers(DAY - WINDOW_DAYS - 2, DAY + 2),
        st.tuples(texts, texts, texts, texts, texts),
    ),
    max_size=30,
)
moments = st.one_of(st.none(), st.integers(start_of_day(DAY - 3), end_of_day(DAY + 1)), st.just(end_of_day(DAY)))
members = st.lists(st.tuples(st.integers(0, GROUPS - 1), st.integers(0, PEOPLE - 1), moments, moments), max_size=12)
Strengths = dict[tuple[str, str, str], float]


@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(activities, members, st.sets(st.integers(0, PEOPLE - 1), max_size=1), st.permutations(KEYWORDS))
def test_the_store_agrees_with_the_rules(
    acts: list[tuple[int, str, int, tuple[str | None, ...]]],
    memberships: list[tuple[int, int, int | None, int | None]],
    hidden: set[int],
    keywords: list[tuple[str, str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = new_workspace(Path(folder))
        with workspace.writing() as session:
            make = Factory(session)
            accounts = [make.account() for _ in range(ACCOUNTS)]
            # One is without account.
            people = [
                make.person(f"P {number}", [*accounts, None][number % 3], hidden=number in hidden)
                for number in range(PEOPLE)
            ]
            interest = make.interest()
            groups = [make.group(accounts[0], interest) for _ in range(GROUPS)]
            for name, weight in TYPES.items():
                make.activity_type(name, weight)
            for person, type_, day, (asset, url, subject, campaign, description) in acts:
                make.activity(
                    people[person], type_, start_of_day(day), asset=asset, url=url, subject=subject,
                    campaign=campaign, description=description,
                )  # fmt: skip
            for group, person, added, removed in memberships:
                make.member(groups[group], people[person], "Champion", added_at=added, removed_at=removed)
            for keyword in keywords:
                make.intent_keyword(*keyword)
            refresh(session, AS_OF)
            compare(session)
            # Again, over what is kept: the way of a stale day.
            session.connection().exec_driver_sql("UPDATE score_day SET stale = 1")
            session.connection().exec_driver_sql("DELETE FROM intent_strength WHERE subject_id = 1")
            session.connection().exec_driver_sql("UPDATE intent_strength SET strengths = x'' WHERE subject_id = 2")
            refresh(session, AS_OF)
            compare(session)
        workspace.close()


def compare(session: Session) -> None:
    of_people = expected_people(session)
    of_accounts: defaultdict[int, list[int]] = defaultdict(list)
    for person in session.exec(select(tables.Person).where(~tables.Person.hidden)):
        if person.account_id is not None:
            of_accounts[person.account_id].append(person.id)
    of_groups = {
        group: [row.person_id for row in held(session, group)] for group in session.exec(select(tables.BuyingGroup.id))
    }
    for kind, subjects in (
        ("person", {person: [person] for person in of_people}),
        ("account", of_accounts),
        ("group", of_groups),
    ):
        expected = {subject: summed([of_people.get(each, {}) for each in of]) for subject, of in subjects.items()}
        compare_kind(session, kind, {subject: each for subject, each in expected.items() if each})


def expected_people(session: Session) -> dict[int, Strengths]:
    keywords = session.exec(select(tables.IntentKeyword).order_by(tables.IntentKeyword.id)).all()
    matcher = KeywordMatcher([row.keyword for row in keywords])
    types = {row.id: row for row in session.exec(select(tables.ActivityType))}
    hidden = set(session.exec(select(tables.Person.id).where(tables.Person.hidden)))
    rows = [
        row
        for row in session.exec(select(tables.Activity))
        if DAY - WINDOW_DAYS < row.day <= DAY and row.person_id not in hidden and types[row.type_id].weight_milli
    ]
    found: defaultdict[int, defaultdict[tuple[str, str, str], list[tuple[int, float]]]]
    found = defaultdict(lambda: defaultdict(list))
    for row in rows:
        described = row.description if types[row.type_id].name == "Interesting Moment" else None
        for place in matcher.found_in([row.asset, row.url, row.subject, row.campaign, described]):
            key = keywords[place].category_key, keywords[place].product_key, keywords[place].keyword
            # Not normalised: the largest weight cancels.
            found[row.person_id][key].append((DAY - row.day, types[row.type_id].weight_milli))
    return {person: {key: strength(parts) for key, parts in of_person.items()} for person, of_person in found.items()}


def held(session: Session, group: int) -> list[tables.Membership]:
    hidden = set(session.exec(select(tables.Person.id).where(tables.Person.hidden)))
    rows = session.exec(
        select(tables.Membership).where(tables.Membership.group_id == group).order_by(tables.Membership.id)
    )
    return list(current([row for row in rows if row.person_id not in hidden], end_of_day(DAY)))


def summed(parts: list[Strengths]) -> Strengths:
    total: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    for part in parts:
        for key, value in part.items():
            total[key] += value
    return dict(total)


def by(strengths: Strengths, length: int) -> dict[tuple[str, ...], float]:
    total: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for key, value in strengths.items():
        total[key[:length]] += value
    return dict(total)


def compare_kind(session: Session, kind: str, expected: dict[int, Strengths]) -> None:
    names = {row.id: row for row in session.exec(select(tables.IntentKeyword))}
    rows = session.exec(
        select(tables.IntentStrength).where(tables.IntentStrength.kind == kind, tables.IntentStrength.day == DAY)
    ).all()
    kept = {
        row.subject_id: {
            (names[keyword].category_key, names[product].product_key, names[keyword].keyword): value
            for product, keyword, value in unpack(row.strengths)
        }
        for row in rows
    }
    assert kept == {subject: pytest.approx(each) for subject, each in expected.items()}
    largest = {
        length: max((value for each in expected.values() for value in by(each, length).values()), default=0.0)
        for length in (1, 2, 3)
    }
    scale = session.get_one(tables.IntentScale, (DAY, kind))
    assert (scale.category, scale.product, scale.keyword) == pytest.approx(tuple(largest.values()))
    for subject, strengths in expected.items():
        compare_rows(session, kind, subject, strengths, largest)


def compare_rows(session: Session, kind: str, subject: int, strengths: Strengths, largest: dict[int, float]) -> None:
    def rows(prefix: tuple[str, ...]) -> list[tuple[tuple[str, ...], str, str]]:
        length = len(prefix) + 1
        found = [(key, value) for key, value in by(strengths, length).items() if key[:-1] == prefix]
        found.sort(key=lambda item: by_strength(item[1], item[0][-1]))
        return [(key, key[-1].casefold(), level(score(value, largest[length]))) for key, value in found]

    shown = intent_of(session, kind, subject, DAY)
    assert [(each.category.casefold(), each.level) for each in shown] == [row[1:] for row in rows(())]
    for category, (key, _, _) in zip(shown, rows(()), strict=True):
        products = rows(key)
        assert [(each.product.casefold(), each.level) for each in category.products] == [row[1:] for row in products]
        for product, (product_key, _, _) in zip(category.products, products, strict=True):
            expected = [row[1:] for row in rows(product_key)[:5]]
            assert [(each.keyword.casefold(), each.level) for each in product.keywords] == expected
