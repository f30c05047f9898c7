"""The group list, page by page, over a plain sqlite3 connection: it must be there before the ORM has loaded.

Rows are sorted by a column, then by name and public id; what is unknown comes last whichever way the column goes. A
sort is cut into stretches that one index each gives in order (values that are known, then those that are not), and a
page is taken from as many stretches as it needs. Docs: design in docs/architecture.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.store.browse_row import HAS_NEWS, SHOWN, BrowseRow, Value, browse_row
from bgdetails.store.times import to_day
from bgdetails.store.watched import IS_WATCHED


class _Sort(Struct, frozen=True):
    """A column that can be sorted on: the columns it stands for, which of them may be unknown, which way goes first."""

    columns: tuple[str, ...]
    descending: bool = False
    nullable: bool = False


SORTS: dict[str, _Sort] = {
    "name": _Sort(("name_key",)),
    "account": _Sort(("account_key",)),
    "interest": _Sort(("interest_key",)),
    "stage": _Sort(("stage_position", "stage_key"), nullable=True),
    "engagement": _Sort(("rank",), descending=True),
    "completeness": _Sort(("completeness",), descending=True, nullable=True),
    "members": _Sort(("member_count",), descending=True),
    "gaps": _Sort(("gaps",), descending=True, nullable=True),
    "active": _Sort(("last_activity_at",), descending=True, nullable=True),
    "updated": _Sort(("updated_at",), descending=True, nullable=True),
    "velocity": _Sort(("velocity",), descending=True),
}
"""What the list can be sorted on. The order of the stage is that of the stage model; foreign stages follow by name."""


class BrowseQuery(Struct, frozen=True):
    """What is listed and in which order. Made by ``browse_query``."""

    day: int
    sort: str
    descending: bool
    where: str
    params: tuple[str | int | float, ...]
    largest_raw: float
    row_where: str | None = None
    """The same as a condition on the row, where that differs (``store/query_sql.py``)."""
    row_params: tuple[str | int | float, ...] = ()
    begins_with_few: bool = False
    """So few groups may fit that they are fetched before they are sorted."""
    limits: tuple[tuple[str, tuple[str | int | float, ...]], ...] = ()
    """What has to hold of the column that is sorted by."""


def browse_query(
    connection: sqlite3.Connection,
    as_of: date,
    *,
    query: str = "",
    sort: str = "engagement",
    descending: bool | None = None,
    owner: str | None = None,
) -> BrowseQuery:
    """The list of one browsable day.

    Args:
        connection: The workspace.
        as_of: The day; ``group_row`` has it.
        query: The search box's text (``store/query_language.py``).
        sort: One of ``SORTS``.
        descending: Largest (or last) first; None: the column's own first way.
        owner: Whom ``owner:me`` means.

    Raises:
        QueryError: The query cannot be understood.
        KeyError: There is no such sort.
    """
    day = to_day(as_of)
    row = connection.execute(_SCALE, (day,)).fetchone()
    largest = float(row[0]) if row else 0.0
    way = SORTS[sort].descending if descending is None else descending
    whole = BrowseQuery(day, sort, way, "TRUE", (), largest)
    if not query.strip():
        return whole
    # The first screen asks for the whole list, and need not wait for the language.
    from bgdetails.store.query_sql import FETCHED, Scope, compile_query

    def number_of_few(groups: str, values: tuple[str | int | float, ...]) -> int | None:
        number = _number_of(connection, f"{groups} LIMIT {_FEW}", values)
        return number if number < _FEW else None

    where = compile_query(query, Scope(day, largest, owner, number_of_few, not (row and row[1])))
    whole = replace(
        whole,
        where=where.sql,
        params=where.params,
        begins_with_few=where.at_most is not None and where.at_most <= FETCHED,
        limits=tuple(limit for column, limit in where.limits if column in SORTS[sort].columns),
    )
    return whole if where.by_row is None else replace(whole, row_where=where.row[0], row_params=where.row[1])


def first_page(connection: sqlite3.Connection, query: BrowseQuery, size: int) -> list[BrowseRow]:
    """The first ``size`` rows."""
    return _rows(connection, query, _ranges(query), size)


def page_at_end(connection: sqlite3.Connection, query: BrowseQuery, size: int) -> list[BrowseRow]:
    """The last ``size`` rows, in the order of the list."""
    return _rows(connection, query, _ranges(query), size, backwards=True)


def page_after(connection: sqlite3.Connection, query: BrowseQuery, row: BrowseRow, size: int) -> list[BrowseRow]:
    """The ``size`` rows after ``row``, which need not be there any more."""
    return _rows(connection, query, _stretches_beside(query, row, after=True), size)


def page_before(connection: sqlite3.Connection, query: BrowseQuery, row: BrowseRow, size: int) -> list[BrowseRow]:
    """The ``size`` rows before ``row``, in the order of the list."""
    return _rows(connection, query, _stretches_beside(query, row, after=False), size, backwards=True)


def count(connection: sqlite3.Connection, query: BrowseQuery) -> int:
    """How many groups are in the list."""
    return _count(connection, query, "TRUE", ())


def position_of(connection: sqlite3.Connection, query: BrowseQuery, row: BrowseRow) -> int:
    """How many groups come before ``row``."""
    stretches = _stretches_beside(query, row, after=False)
    return sum(_count(connection, query, stretch.sql, stretch.params) for stretch in stretches)


def find(connection: sqlite3.Connection, query: BrowseQuery, group_id: int) -> BrowseRow | None:
    """The row of a group, None where the list lacks it."""
    found = _fetch(connection, query, _Stretch("g.group_id = ?", (group_id,), ()), 1, backwards=False)
    return found[0] if found else None


class _Stretch(Struct, frozen=True):
    """A part of the list that one index gives in order."""

    sql: str
    params: tuple[Value, ...]
    columns: tuple[str, ...]
    """Sort columns that differ within it; name and public id follow."""


def _ranges(query: BrowseQuery) -> list[_Stretch]:
    """The whole list: values that are known, then those that are partly or wholly unknown."""
    sort = SORTS[query.sort]
    if not sort.nullable:
        return [_Stretch("TRUE", (), sort.columns)]
    known = [_Stretch(f"g.{sort.columns[0]} IS NOT NULL", (), sort.columns)]
    for known_column, unknown_columns in _partly_known(sort.columns):
        known.append(_Stretch(f"{unknown_columns} AND g.{known_column} IS NOT NULL", (), (known_column,)))
    nothing = " AND ".join(f"g.{column} IS NULL" for column in sort.columns)
    return [*known, _Stretch(nothing, (), ())]


def _partly_known(columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    for unknown, known in pairwise(columns):
        yield known, f"g.{unknown} IS NULL"


def _stretches_beside(query: BrowseQuery, row: BrowseRow, *, after: bool) -> list[_Stretch]:
    """What comes after (or before) a row: in list order, the ties beside it, the rest of its range, other ranges."""
    ranges = _ranges(query)
    columns = SORTS[query.sort].columns
    values = dict(zip(columns, row.key, strict=False))
    at = _range_of(ranges, columns, values)
    own = ranges[at]
    key = tuple(values[column] for column in own.columns)
    # A column that is equal already must not be compared again: SQLite would range over it and pass over every row.
    order = {"name_key": row.key[-2], "public_id": row.key[-1]}
    further = {column: value for column, value in order.items() if column not in own.columns}
    ties = _Stretch(
        " AND ".join([own.sql, *(f"g.{column} = ?" for column in own.columns), _than(tuple(further), after)]),
        (*own.params, *key, *further.values()),
        (),
    )
    beside = [ties]
    if own.columns:
        beyond = _than(own.columns, after != query.descending)
        rest = _Stretch(f"{own.sql} AND {beyond}", (*own.params, *key), own.columns)
        beside = [ties, rest] if after else [rest, ties]
    return [*beside, *ranges[at + 1 :]] if after else [*ranges[:at], *beside]


def _range_of(ranges: Sequence[_Stretch], columns: Sequence[str], values: dict[str, Value]) -> int:
    """The range in which a row with these values lies: the one whose columns begin at the first known value."""
    for place, stretch in enumerate(ranges):
        if not columns or not stretch.columns or values[stretch.columns[0]] is not None:
            return place
    return len(ranges) - 1


def _than(columns: Sequence[str], greater: bool) -> str:
    names = [f"g.{name}" for name in columns]
    sign = ">" if greater else "<"
    if len(names) == 1:
        return f"{names[0]} {sign} ?"
    return f"({', '.join(names)}) {sign} ({', '.join('?' * len(names))})"


def _rows(
    connection: sqlite3.Connection,
    query: BrowseQuery,
    stretches: Sequence[_Stretch],
    size: int,
    *,
    backwards: bool = False,
) -> list[BrowseRow]:
    rows: list[BrowseRow] = []
    for stretch in reversed(stretches) if backwards else stretches:
        if len(rows) < size:
            rows += _fetch(connection, query, stretch, size - len(rows), backwards=backwards)
    return rows[::-1] if backwards else rows


_FEW = 8000
"""Groups that are listed in no time."""
_LOOKED_AT, _LOOKED_AT_MOST = 300, 2200
"""Rows of the sort among which a page is looked for where more may fit; and how many it is, where these show that the
page is among them."""
_SPARE = 1.5
_SCALE = "SELECT largest_raw, (SELECT scores_outdated FROM workspace) FROM score_day WHERE day = ?"


def _fetch(
    connection: sqlite3.Connection, query: BrowseQuery, stretch: _Stretch, size: int, *, backwards: bool
) -> list[BrowseRow]:
    """Rows of one stretch. The index chooses them first; only those that are shown are fetched whole."""
    order = _order(query, stretch, backwards)
    # Limits are said of a whole range alone: beside a row, the row is the nearer one.
    limits = query.limits if stretch.columns and not stretch.params else ()
    conditions = " AND ".join((stretch.sql, *(f"({sql})" for sql, _ in limits)))
    of_stretch = f"group_row g WHERE g.day = ? AND {conditions}"
    values = (query.day, *stretch.params, *(value for _, of in limits for value in of))
    if query.row_where is not None:
        rows = _among_first(connection, query, order, of_stretch, values, size)
        if rows is not None:
            return rows
    by = order
    if query.begins_with_few:
        of_stretch, by = f"group_row g WHERE g.day = ? AND {_in_no_index(conditions)}", _in_no_index(order)
    chosen = f"SELECT g.group_id FROM {of_stretch} AND ({query.where}) ORDER BY {by} LIMIT ?"
    return _shown_rows(connection, query, order, chosen, (*values, *query.params, size))


def _in_no_index(columns: str) -> str:
    """With a sign: SQLite then takes the few groups that may fit, and sorts them."""
    return columns.replace("g.", "+g.")


def _among_first(
    connection: sqlite3.Connection,
    query: BrowseQuery,
    order: str,
    of_stretch: str,
    values: tuple[Value, ...],
    size: int,
) -> list[BrowseRow] | None:
    """A page, looked for among the first rows of the sort; None: too few of them fit.

    To ask the whole list takes up to a tenth of a second.
    """
    first = f"{of_stretch} ORDER BY {order} LIMIT"

    def among(looked_at: int) -> list[BrowseRow]:
        # Asked of each row: PostgreSQL joins what the condition alone looks for, in whatever order it likes.
        fits = f"({query.row_where}) IS TRUE"
        chosen = f"SELECT g.group_id FROM (SELECT * FROM {first} {looked_at}) g WHERE {fits} LIMIT ?"
        return _shown_rows(connection, query, order, chosen, (*values, *query.row_params, size))

    rows = among(_LOOKED_AT)
    if len(rows) == size or _number_of(connection, f"SELECT 1 FROM {first} {_LOOKED_AT}", values) < _LOOKED_AT:
        return rows
    wanted = ceil(_LOOKED_AT * size / len(rows) * _SPARE) if rows else _LOOKED_AT_MOST + 1
    if wanted > _LOOKED_AT_MOST or len(rows := among(wanted)) < size:
        return None
    return rows


def _shown_rows(
    connection: sqlite3.Connection, query: BrowseQuery, order: str, chosen: str, values: tuple[Value, ...]
) -> list[BrowseRow]:
    columns = ", ".join(
        (
            *(f"g.{name}" for name in SHOWN),
            HAS_NEWS,
            IS_WATCHED,
            *(f"g.{name}" for name in (*SORTS[query.sort].columns, "name_key", "public_id")),
        )
    )
    statement = (
        f"SELECT {columns} FROM ({chosen}) c CROSS JOIN group_row g ON g.day = ? AND g.group_id = c.group_id"
        f" ORDER BY {order}"
    )
    return [browse_row(row, query.largest_raw) for row in connection.execute(statement, (*values, query.day))]


def _number_of(connection: sqlite3.Connection, rows: str, values: tuple[Value, ...]) -> int:
    return int(connection.execute(f"SELECT count(*) FROM ({rows})", values).fetchone()[0])


def _order(query: BrowseQuery, stretch: _Stretch, backwards: bool) -> str:
    way = "DESC" if query.descending != backwards else "ASC"
    ties = "DESC" if backwards else "ASC"
    return ", ".join(
        [*(f"g.{column} {way}" for column in stretch.columns), f"g.name_key {ties}", f"g.public_id {ties}"]
    )


def _count(connection: sqlite3.Connection, query: BrowseQuery, sql: str, params: tuple[Value, ...]) -> int:
    rows = f"SELECT 1 FROM group_row g WHERE g.day = ? AND {sql} AND ({query.where})"
    return _number_of(connection, rows, (query.day, *params, *query.params))
