"""Any query selects what a plain evaluation of it over the same groups selects."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.rules.engagement import score, shown
from bgdetails.store import browse
from bgdetails.store.browse import browse_query, first_page, page_after, page_at_end
from bgdetails.store.query_language import parse, parts_of, quoted
from bgdetails.store.query_words import say
from bgdetails.store.times import from_micros
from tests import databases
from tests.factory import AS_OF
from tests.store.listed import LARGEST, Roles, listed, noon

Group = dict[str, Any]
NAMES = ("Alpha", "beta Söhne", 'Al "Bo" Li', "stage: x", "Ünï (old)", "or not", "田中 100%")
VALUES: dict[str, tuple[str | None, ...]] = {
    "account": ("Acme Inc", "Zeta", 'Öst "Nord"', "acme"),
    "interest": ("Cloud Backup", "Threat Detection", "cloud"),
    "template": ("Light", "Standard purchase"),
    "stage": ("Interest", "Lost", "in review", None),
    "status": ("Hot", "waiting for (legal)", None),
    "owner": ("Lena Ortiz", "Kim Ölund", None),
    "region": ("Europe", "Asia-Pacific", None),
    "industry": ("R&D", "Technology", None),
}
ROLES = ("Decision Maker", "Champion", "Exec. Steering")


def _groups() -> list[Group]:
    chance = random.Random(7)
    return [
        {
            "name": f"{chance.choice(NAMES)} {number}",
            **{key: chance.choice(values) for key, values in VALUES.items()},
            "rank": LARGEST * chance.choice([0.0, 0.005, 0.4, 0.665, 0.6649999, 1.0]) ** 2,
            "completeness": chance.choice([None, 0.0, 49.5, 49.49, 200 / 3, 100.0]),
            "member_count": chance.randrange(5),
            "updated_at": chance.choice([None, noon(2026, 1, 1), noon(2025, 12, 31) + 12 * 3_600_000_000 - 1]),
            "last_activity_at": chance.choice([None, noon(2026, 3, 1)]),
            "roles": Roles(
                {
                    role: (chance.randrange(3), chance.randrange(1, 3), chance.random() < 0.7)
                    for role in ROLES
                    if chance.random() < 0.8
                }
            ),
        }
        for number in range(80)
    ]


GROUPS = _groups()


@pytest.fixture(scope="module", params=databases.KINDS)
def connection(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    with databases.using(request.param):
        opened = listed(tmp_path_factory.mktemp("queries"), GROUPS)
    yield opened
    opened.close()


@dataclass(frozen=True, slots=True)
class Query:
    """A text, and of which groups it is true."""

    text: str
    holds: Callable[[Group], bool]


def _word(text: str) -> Query:
    return Query('"' + text.replace('"', '""') + '"', lambda group: text.casefold() in group["name"].casefold())


def _name(key: str, value: str) -> Query:
    def holds(group: Group) -> bool:
        own = (group[key] or "\0").casefold()
        return value.casefold() in own if key == "account" else value.casefold() == own

    return Query(f"{key}:{quoted(value)}", holds)


def _lack(key: str, role: str) -> Query:
    def holds(group: Group) -> bool:
        assigned, required, counts = group["roles"].filled.get(role, (9, 1, False))
        return counts and (assigned == 0 if key == "missing" else 0 < assigned < required)

    return Query(f"{key}:{quoted(role.upper())}", holds)


def _people(role: str, sign: str, wanted: int) -> Query:
    def holds(group: Group) -> bool:
        filled = group["roles"].filled.get(role)
        return filled is not None and SIGNS[sign](filled[0], wanted)

    return Query(f"role:{quoted(role)}{sign}{wanted}", holds)


SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
}
NUMBERS: dict[str, Callable[[Group], float | None]] = {
    "engagement": lambda group: shown(score(group["rank"], LARGEST)),
    "completeness": lambda group: None if group["completeness"] is None else shown(group["completeness"]),
    "members": lambda group: group["member_count"],
}


def _number(key: str, sign: str, wanted: int) -> Query:
    def holds(group: Group) -> bool:
        value = NUMBERS[key](group)
        return value is not None and SIGNS[sign](value, wanted)

    return Query(f"{key}{sign}{wanted}", holds)


def _between(key: str, low: int, high: int) -> Query:
    def holds(group: Group) -> bool:
        value = NUMBERS[key](group)
        return value is not None and low <= value <= high

    return Query(f"{key}:{low}..{high}", holds)


def _day(key: str, sign: str, day: date) -> Query:
    column = {"updated": "updated_at", "active": "last_activity_at"}[key]

    def holds(group: Group) -> bool:
        at = from_micros(group[column])
        return at is not None and SIGNS[sign](at.astimezone(UTC).date().toordinal(), day.toordinal())

    return Query(f"{key}{sign}{day}", holds)


def _parts() -> st.SearchStrategy[Query]:
    signs = st.sampled_from(sorted(SIGNS))
    numbers = st.sampled_from((0, 1, 2, 3, 40, 49, 50, 66, 67, 100))
    days = st.sampled_from([date(2025, 12, day) for day in (30, 31)] + [date(2026, 1, 1), date(2026, 3, 1)])
    texts = [(key, value) for key, values in VALUES.items() for value in values if value]
    return st.one_of(
        st.builds(_word, st.sampled_from(("a", "söh", '"bo"', "OR NOT", "(old)", "100%", "stage:", "li 1"))),
        st.sampled_from(texts).map(lambda told: _name(*told)),
        st.builds(_lack, st.sampled_from(("missing", "short")), st.sampled_from(ROLES)),
        st.builds(_people, st.sampled_from(ROLES), signs, st.integers(0, 3)),
        st.builds(_number, st.sampled_from(sorted(NUMBERS)), signs, numbers),
        st.builds(_between, st.sampled_from(sorted(NUMBERS)), numbers, numbers),
        st.builds(_day, st.sampled_from(("updated", "active")), signs, days),
    )


def _joined(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    def both(a: Query, b: Query, word: str) -> Query:
        return Query(f"({a.text}){word}({b.text})", lambda group: a.holds(group) and b.holds(group))

    def either(a: Query, b: Query) -> Query:
        return Query(f"({a.text}) OR {b.text}", lambda group: a.holds(group) or b.holds(group))

    def opposite(a: Query, sign: str) -> Query:
        return Query(f"{sign}({a.text})", lambda group: not a.holds(group))

    return st.one_of(
        st.builds(both, inner, inner, st.sampled_from((" ", " and ", "  "))),
        st.builds(either, inner, inner),
        st.builds(opposite, inner, st.sampled_from(("-", "not "))),
    )


QUERIES = st.recursive(_parts(), _joined, max_leaves=8)


@given(query=QUERIES)
def test_a_query_selects_what_it_says(connection: sqlite3.Connection, query: Query) -> None:
    rows = first_page(connection, browse_query(connection, AS_OF, query=query.text), 100)
    expected = {f"g{number}" for number, group in enumerate(GROUPS, 1) if query.holds(group)}
    assert {row.id for row in rows} == expected


@given(query=QUERIES, few=st.sampled_from((0, 2, 4)), looked_at=st.sampled_from((1, 3, 100)), size=st.integers(1, 4))
def test_however_many_fit_the_list_is_the_same(
    connection: sqlite3.Connection, query: Query, few: int, looked_at: int, size: int
) -> None:
    def pages() -> list[list[str]]:
        listing = browse_query(connection, AS_OF, query=query.text, sort="completeness")
        first = first_page(connection, listing, size)
        following = page_after(connection, listing, first[-1], size) if first else []
        return [[row.id for row in rows] for rows in (first, following, page_at_end(connection, listing, size))]

    usual = pages()
    with patch.multiple(browse, _FEW=few, _LOOKED_AT=looked_at):
        assert pages() == usual


@given(query=QUERIES)
def test_its_parts_taken_together_are_the_query(connection: sqlite3.Connection, query: Query) -> None:
    parts = parts_of(query.text)
    again = " ".join(f"({part.text})" for part in parts)
    assert all(say(part.node) for part in parts)
    rows = first_page(connection, browse_query(connection, AS_OF, query=again), 100)
    assert {row.id for row in rows} == {f"g{n}" for n, group in enumerate(GROUPS, 1) if query.holds(group)}


@given(value=st.text(min_size=1).map(str.strip).filter(bool))
def test_any_value_can_be_written(value: str) -> None:
    node = parse(f"stage:{quoted(value)}")
    assert node is not None
    assert getattr(node, "value", None) == value


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("region:Europe", "region is Europe"),
        ("-stage:Lost", "stage is not Lost"),
        ("owner:me", "owner is me"),
        ('account:"Acme Inc"', "account contains Acme Inc"),
        ("-account:Acme", "account does not contain Acme"),
        ('interest:"Cloud Backup"', "solution interest is Cloud Backup"),
        ('missing:"Decision Maker"', "missing Decision Maker"),
        ("not short:Champion", "not short Champion"),
        ('role:"Decision Maker">=2', "Decision Maker 2 or more"),
        ("engagement>=67", "engagement 67 or more"),
        ("engagement<67", "engagement 66 or less"),
        ("engagement:40..60", "engagement 40 to 60"),
        ("members=3", "members is 3"),
        ("updated<2026-01-01", "updated until 31 Dec 2025"),
        ("active:2026-01-01", "last active on 1 Jan 2026"),
        ("halv", "name contains halv"),
        ("-halv", "name does not contain halv"),
        ("stage:Lost or (region:Asia halv)", "stage is Lost or (region is Asia and name contains halv)"),
    ],
)
def test_a_query_in_words(query: str, words: str) -> None:
    node = parse(query)
    assert node is not None
    assert say(node) == words


def test_parts_are_as_they_were_written() -> None:
    assert [part.text for part in parts_of(' stage:Lost and -"a b"  members > 3 (a or b) ')] == [
        "stage:Lost",
        '-"a b"',
        "members > 3",
        "(a or b)",
    ]
    assert [part.text for part in parts_of("a or b c")] == ["a or b c"]
    assert parts_of("  ") == ()
