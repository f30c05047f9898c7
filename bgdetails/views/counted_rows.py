"""What a list of the dashboard says of accounts, groups or people: in order, searched, and read by their ids."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.views.table import Asked, Cell, PagedRows, Table, TableRow

Connect = Callable[[], sqlite3.Connection]


class Columns(Struct, frozen=True):
    """Columns, and the SQL of them.

    ``source`` stands after FROM and begins with ``json_each(:ids) each``; ``id`` is our id, ``public_id`` that of what
    a row opens; ``keys`` are what the columns are sorted by, ``searched`` the texts in which is searched, folded.
    """

    titles: tuple[str, ...]
    source: str
    id: str
    public_id: str
    cells: str
    keys: tuple[str, ...]
    searched: tuple[str, ...]
    order: str


def _folded(text: str) -> str:
    return f"NULLIF(TRIM(casefold(COALESCE({text}, ''))), '')"


PERSON = Columns(
    ("Name", "Title", "Account", "Score"),
    "json_each(:ids) each CROSS JOIN person p ON p.id = each.value LEFT JOIN account a ON a.id = p.account_id"
    " LEFT JOIN person_score s ON s.day = :day AND s.person_id = p.id",
    "p.id",
    "p.public_id",
    "p.name, p.title, a.name, COALESCE(s.units, 0)",
    ("p.name_key", _folded("p.title"), "a.name_key", "COALESCE(s.units, 0)"),
    ("p.name_key", _folded("p.title"), "a.name_key"),
    "COALESCE(s.units, 0) DESC, p.name_key, p.public_id",
)
_OF_ACCOUNT = ("a.name_key", _folded("a.industry"), _folded("a.region"))
_ACTIVE = "CAST(json_extract(each.value, '$[1]') AS INTEGER)"
_GROUPS_OF = "(SELECT COUNT(*) FROM {rows} g WHERE g.day = :day AND g.account_id = a.id)"
ACCOUNT = Columns(
    ("Name", "Industry", "Region", "Active people", "Groups"),
    "json_each(:ids) each CROSS JOIN account a ON a.id = CAST(json_extract(each.value, '$[0]') AS INTEGER)",
    "a.id",
    "a.public_id",
    f"a.name, a.industry, a.region, {_ACTIVE}, {_GROUPS_OF}",
    (*_OF_ACCOUNT, _ACTIVE, _GROUPS_OF),
    _OF_ACCOUNT,
    f"{_ACTIVE} DESC, a.name_key, a.public_id",
)
_MOVING = Columns(
    ("Name", "Industry", "Region", "Change, %"),
    "json_each(:ids) each CROSS JOIN account a ON a.id = each.value"
    " CROSS JOIN account_score m ON m.day = :day AND m.account_id = a.id",
    "a.id",
    "a.public_id",
    "a.name, a.industry, a.region, 100.0 * m.change",
    (*_OF_ACCOUNT, "m.change"),
    _OF_ACCOUNT,
    "m.change IS NULL, m.change {way}, m.units DESC, a.name_key, a.public_id",
)
"""Those that are new have no change, and come after the others by how much they did."""
RISING, FALLING = (replace(_MOVING, order=_MOVING.order.format(way=way)) for way in ("DESC", "ASC"))
GROUP = Columns(
    ("Name", "Stage", "Engagement", "Members"),
    "json_each(:ids) each CROSS JOIN {rows} g ON g.day = :day AND g.group_id = each.value",
    "g.group_id",
    "g.public_id",
    "g.name, g.stage, g.rank, g.member_count",
    ("g.name_key", "g.stage_key", "g.rank", "g.member_count"),
    ("g.name_key", "g.stage_key"),
    "g.rank DESC, g.name_key, g.public_id",
)
GIVEN = Columns(
    ("Name", "Role", "Buying group", "Given"),
    "json_each(:ids) each CROSS JOIN membership m ON m.id = each.value JOIN person p ON p.id = m.person_id"
    " JOIN {rows} g ON g.day = :day AND g.group_id = m.group_id",
    "m.id",
    "p.public_id",
    "p.name, m.role, g.name, m.added_at",
    ("p.name_key", _folded("m.role"), "g.name_key", "m.added_at"),
    ("p.name_key", _folded("m.role"), "g.name_key"),
    "m.added_at DESC, m.id",
)


class Listed(Struct, frozen=True):
    """Who or what is on a list, and how it is said."""

    title: str
    kind: str
    """What a row opens."""
    columns: Columns
    ids: Sequence[int]
    noun: tuple[str, str]
    empty: str
    day: int
    rows: str = ""
    """The groups (``GroupsOn.rows``)."""
    cells: Callable[[tuple[Any, ...]], tuple[Cell, ...]] = tuple
    """What is shown of the cells that are read."""
    beside: Mapping[int, int] = field(default_factory=dict)
    """Numbers that go in with the ids."""

    def values(self, ids: Sequence[int]) -> dict[str, object]:
        """What the statements are bound to."""
        listed = [(id, self.beside.get(id, 0)) for id in ids] if self.columns is ACCOUNT else list(ids)
        return {"ids": json.dumps(listed), "day": self.day}


def listed_table(connect: Connect, listed: Listed, asked: Asked, at_once: int) -> Table:
    """The table; where it has more rows than ``at_once`` these are read when they are looked at."""

    def read(ids: Sequence[int]) -> dict[int, TableRow]:
        with closing(connect()) as connection:
            return _read(connection, listed, ids)

    with closing(connect()) as connection:
        ids = _in_order(connection, listed, asked)
        found = _read(connection, listed, ids) if len(ids) <= at_once else {}
    return Table(
        title=listed.title,
        columns=listed.columns.titles,
        rows=[found[id] for id in ids] if len(ids) <= at_once else PagedRows(ids, read),
        total=len(listed.ids),
        noun=listed.noun,
        empty=listed.empty,
    )


def _in_order(connection: sqlite3.Connection, listed: Listed, asked: Asked) -> array[int]:
    """Of the list, those that are asked for; unknown ones last, whichever way it is sorted."""
    columns, needle = listed.columns, asked.needle.strip().casefold()
    order = columns.order
    if asked.column is not None:
        key = columns.keys[asked.column]
        order = f"{key} IS NULL, {key} {'DESC' if asked.descending else 'ASC'}, {order}"
    where = " OR ".join(f"instr(COALESCE({text}, ''), :needle) > 0" for text in columns.searched) if needle else "TRUE"
    sql = f"SELECT {columns.id} FROM {columns.source} WHERE {where} ORDER BY {order}"
    values = listed.values(listed.ids) | ({"needle": needle} if needle else {})
    return array("q", (id for (id,) in connection.execute(sql.format(rows=listed.rows), values)))


def _read(connection: sqlite3.Connection, listed: Listed, ids: Sequence[int]) -> dict[int, TableRow]:
    columns = listed.columns
    sql = f"SELECT {columns.id}, {columns.public_id}, {columns.cells} FROM {columns.source}"
    rows = connection.execute(sql.format(rows=listed.rows), listed.values(ids))
    return {id: TableRow(listed.cells(tuple(cells)), Target(listed.kind, public_id)) for id, public_id, *cells in rows}
