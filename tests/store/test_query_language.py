"""The query language: what it understands, what it selects, and where its errors point."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.rules.engagement import score, shown
from bgdetails.rules.segment import condition
from bgdetails.store.browse import browse_query, first_page
from bgdetails.store.query_language import KEYS, QueryError, Text, parse
from tests import databases
from tests.factory import AS_OF
from tests.store.listed import LARGEST, Roles, listed, noon

GROUPS = [
    {
        "name": "Alpha deal",
        "account": "Acme Inc",
        "stage": "Interest",
        "status": "Hot",
        "owner": "Lena Ortiz",
        "region": "Europe",
        "industry": "Technology",
        "rank": LARGEST * 0.665**2,
        "completeness": 49.5,
        "member_count": 4,
        "updated_at": noon(2026, 1, 1),
        "deal_at_risk": True,
        "roles": Roles({"Decision Maker": (1, 2, True), "Champion": (0, 1, True)}),
    },
    {
        "name": "Beta and Söhne",
        "account": "Zeta",
        "interest": "Threat Detection",
        "template": "Light",
        "stage": "Lost",
        "rank": LARGEST,
        "completeness": 49.49,
        "velocity": 2,
        "stagnant": True,
        "member_count": 3,
        "updated_at": noon(2025, 12, 31),
        "last_activity_at": noon(2026, 3, 1),
        "roles": Roles({"Decision Maker": (3, 2, True), "Champion": (0, 1, False)}),
    },
    {"name": "Gamma [x] 100%", "rank": LARGEST * 0.6649999**2, "roles": Roles({"Decision Maker": (0, 2, True)})},
]


@pytest.fixture(scope="module", params=databases.KINDS)
def connection(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    """The list, to be read: what a test writes it takes back."""
    with databases.using(request.param):
        opened = listed(tmp_path_factory.mktemp("list"), GROUPS)
    yield opened
    opened.close()


def found(connection: sqlite3.Connection, query: str, owner: str | None = None) -> str:
    listing = browse_query(connection, AS_OF, query=query, sort="name", owner=owner)
    return "".join(row.name[0] for row in first_page(connection, listing, 50))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "ABG"),
        ("  ", "ABG"),
        ("alpha", "A"),
        ("LPH", "A"),
        ("eal", "A"),
        ("söhne", "B"),
        ("SÖHNE", "B"),
        ("a", "ABG"),
        ("ma", "G"),
        ("alpha beta", ""),
        ('"alpha deal"', "A"),
        ('"deal alpha"', ""),
        ("[x]", "G"),
        ("100%", "G"),
        ("%", "G"),
        ("and", "B"),
        ("or", ""),
        ("alpha or", ""),
        ("alpha or beta", "AB"),
        ("alpha OR beta", "AB"),
        ("alpha and deal", "A"),
        ("not alpha", "BG"),
        ("-alpha", "BG"),
        ("-alpha -beta", "G"),
        ("not (alpha or beta)", "G"),
        ("(alpha or beta) stage:lost", "B"),
        ("alpha or beta stage:lost", "AB"),
        ("stage:Interest", "A"),
        ("stage:interest", "A"),
        ("STAGE:INTEREST", "A"),
        ("velocity>=1", "B"),
        ("velocity:0", "AG"),
        ("stagnant:yes", "B"),
        ("stagnant:No", "AG"),
        ("-stagnant:yes", "AG"),
        ("stage: Interest", "A"),
        ("stage=Interest", "A"),
        ("stage:Inter", ""),
        ("-stage:Interest", "BG"),
        ('account:"acme inc"', "A"),
        ("account:cme", "AG"),
        ('interest:"Threat Detection"', "B"),
        ("template:light", "B"),
        ("status:hot", "A"),
        ('owner:"lena ortiz"', "A"),
        ("region:europe", "A"),
        ("industry:TECHNOLOGY", "A"),
        ("engagement>=67", "AB"),
        ("engagement>66", "AB"),
        ("engagement>=66.5", "AB"),
        ("engagement<67", "G"),
        ("engagement=67", "A"),
        ("engagement:66", "G"),
        ("engagement:60..67", "AG"),
        ("engagement:..67", "AG"),
        ("engagement:68..", "B"),
        ("engagement>=101", ""),
        ("engagement>=0", "ABG"),
        ("engagement = 66.4", ""),
        ("completeness<50", "B"),
        ("completeness>=50", "A"),
        ("completeness:50%", "A"),
        ("-completeness>=50", "BG"),
        ("members>3", "A"),
        ("members <= 3", "BG"),
        ("members:3..4", "AB"),
        ("missing:Champion", "A"),
        ('missing:"decision maker"', "G"),
        ('short:"Decision Maker"', "A"),
        ("short:Champion", ""),
        ('role:"Decision Maker">=2', "B"),
        ('role:"Decision Maker"', "AB"),
        ("role:Champion=0", "AB"),
        ("role:champion < 1", "AB"),
        ("updated<2026-01-01", "B"),
        ("updated<=2026-01-01", "AB"),
        ("updated=2026-01-01", "A"),
        ("updated:2025-12-31..2026-01-01", "AB"),
        ("active>2026-02-28", "B"),
        ("-active>2026-02-28", "AG"),
        ("deal:at-risk", "A"),
        ("deal = AT-RISK", "A"),
        ("not deal:at-risk", "BG"),
        ("deal", "A"),
    ],
)
def test_selects(connection: sqlite3.Connection, query: str, names: str) -> None:
    assert found(connection, query) == names


def test_every_key_is_understood_and_no_other() -> None:
    with pytest.raises(QueryError) as error:
        parse("momentum:new")
    assert str(error.value).startswith("“momentum” is not a key. Keys are account, active, ")
    assert all(key in str(error.value) for key in KEYS)


def test_owner_me_is_the_owner_of_the_settings(connection: sqlite3.Connection) -> None:
    assert found(connection, "owner:me", owner="LENA Ortiz") == "A"
    with pytest.raises(QueryError, match="settings") as error:
        found(connection, "acme owner:me")
    assert error.value.pointer.splitlines()[1] == "           ^^"


@pytest.mark.parametrize(
    ("query", "sentence", "start", "length"),
    [
        ("acme foo:bar", "“foo” is not a key", 5, 3),
        ("stage:", "stage: needs a value.", 0, 6),
        ("acme deal:risky", "deal takes at-risk, not “risky”.", 10, 5),
        ("deal>at-risk", "deal is a name and cannot be compared", 0, 4),
        ("acme stage:", "stage: needs a value.", 5, 6),
        ('stage:"abc', "This quotation mark is not closed.", 6, 1),
        ('acme "abc', "This quotation mark is not closed.", 5, 1),
        ("(acme", "This parenthesis is not closed.", 0, 1),
        ("acme)", "This parenthesis closes nothing.", 4, 1),
        ("()", "There is nothing between the parentheses.", 0, 2),
        ('""', "There is nothing between the quotation marks.", 0, 2),
        ("stage>3", "stage is a name and cannot be compared: write stage:VALUE.", 0, 5),
        ("members>x", "members takes a number such as 67, not “x”.", 8, 1),
        ("members:1..y", "members takes a number such as 67, not “y”.", 11, 1),
        ("engagement>=1e400", "engagement takes a number such as 67, not “1e400”.", 12, 5),
        ("engagement>=nan", "engagement takes a number such as 67, not “nan”.", 12, 3),
        ("updated<yesterday", "updated takes a day such as 2026-01-31, not “yesterday”.", 8, 9),
        ("updated<20260101", "updated takes a day such as 2026-01-31, not “20260101”.", 8, 8),
        ("role:>=2", "role: needs the name of a role.", 0, 5),
        ('role:"A">=', ">= needs a value.", 8, 2),
        ("watched:maybe", "watched takes yes or no, not “maybe”.", 8, 5),
        ("stagnant:maybe", "stagnant takes yes or no, not “maybe”.", 9, 5),
        ("(" * 200, "A query has at most 100 parts.", 100, 1),
        ("a " * 101, "A query has at most 100 parts.", 200, 1),
    ],
)
def test_errors_point_at_the_place(query: str, sentence: str, start: int, length: int) -> None:
    with pytest.raises(QueryError) as error:
        parse(query)
    assert str(error.value).startswith(sentence)
    assert (error.value.start, error.value.length) == (start, length)
    assert error.value.pointer == f"{query}\n{' ' * start}{'^' * length}"


def test_engagement_compares_as_shown_at_every_edge(tmp_path: Path) -> None:
    ranks = [LARGEST * ((edge + nudge) / 100) ** 2 for edge in (0.5, 33.5, 66.5, 99.5) for nudge in (-1e-8, 0, 1e-8)]
    connection = listed(tmp_path, [{"name": f"{n}", "rank": rank} for n, rank in enumerate([0.0, *ranks, LARGEST])])
    for number in (0, 1, 33, 34, 66, 67, 99, 100):
        rows = first_page(connection, browse_query(connection, AS_OF, query=f"engagement>={number}"), 50)
        expected = [rank for rank in [0.0, *ranks, LARGEST] if shown(score(rank, LARGEST)) >= number]
        assert len(rows) == len(expected)
        assert all(shown(row.engagement_score) >= number for row in rows)


def test_where_nobody_is_active_only_zero_is_found(tmp_path: Path) -> None:
    connection = listed(tmp_path, [{"name": "Alpha"}], largest=0.0)
    assert found(connection, "engagement=0") == "A"
    assert found(connection, "engagement>0") == ""


def test_data_is_no_sql(connection: sqlite3.Connection) -> None:
    assert found(connection, '"\' OR 1=1 --"') == ""
    assert found(connection, 'stage:"\'; DROP TABLE group_row; --"') == ""
    assert found(connection, "") == "ABG"


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_the_dashboard_can_ask_for_any_name(name: str) -> None:
    asked = parse(condition("stage", name))
    assert isinstance(asked, Text)
    assert (asked.key, asked.value) == ("stage", name)


def test_accounts_are_called_what_the_list_calls_them(connection: sqlite3.Connection) -> None:
    # An import without a refresh has brought another name.
    connection.execute("BEGIN")
    try:
        connection.execute("UPDATE account SET name_key = 'another' WHERE name_key = 'acme inc'")
        connection.execute("UPDATE workspace SET scores_outdated = 1")
        assert found(connection, "account:cme") == "AG"
        assert found(connection, "account:another") == ""
    finally:
        connection.execute("ROLLBACK")
