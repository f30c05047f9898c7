"""What a query selects, as a condition on ``group_row g`` with bound parameters.

Each part of a query is true or false of a group, never unknown, so that its opposite is everything else. A part is
written twice. As a *list* it asks one index for its groups, once: right where few groups fit, for as a condition
on the row it would fetch every row that the sort passes over. As a condition on the *row* it asks nothing beforehand:
right where many fit, for the first rows of the sort are enough then. A *limit* of the column that is sorted by ends
the sort itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from math import inf, nextafter

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.rules.engagement import score
from bgdetails.store.query_language import KEYS as QUERY_KEYS
from bgdetails.store.query_language import Joined, KeyKind, Node, Not, QueryError, Range, Text, Word, parse
from bgdetails.store.times import end_of_day, start_of_day, to_day
from bgdetails.store.watched import IS_WATCHED, WATCHED_GROUPS

_COLUMNS = {
    "stage": "stage_key",
    "account": "account_key",
    "interest": "interest_key",
    "template": "template_key",
    "status": "status_key",
    "owner": "owner_key",
    "region": "region_key",
    "industry": "industry_key",
    "engagement": "rank",
    "completeness": "completeness",
    "members": "member_count",
    "active": "last_activity_at",
    "updated": "updated_at",
    "velocity": "velocity",
    "stagnant": "stagnant",
}
_LACKS = {
    "missing": "r.assigned = 0",
    "short": "r.assigned > 0 AND r.assigned < r.required",
}


FETCHED = 1000
"""Groups that are fetched in no time."""
FEW = "/* few */"
"""Said of these to a server, which takes few for many now and then (store/postgres/translating.py)."""
Values = tuple[str | int | float, ...]
Condition = tuple[str, Values]
"""A condition on ``group_row g`` with the values of its question marks."""


class Where(Struct, frozen=True):
    """A condition on ``group_row g`` and the values of its question marks.

    ``by_row`` is the same as one on the row, where that is worth a look beforehand; ``few``: hardly any group fits.
    ``at_most``: of how many groups of one list those are that fit, where the list is of few. ``limits``: what has to
    hold of single columns.
    """

    sql: str = "TRUE"
    params: Values = ()
    by_row: Condition | None = None
    few: bool = False
    at_most: int | None = None
    limits: tuple[tuple[str, Condition], ...] = ()

    @property
    def row(self) -> Condition:
        """The condition on the row."""
        return self.by_row or (self.sql, self.params)


class Scope(Struct, frozen=True):
    """What a query is asked of: a day, that day's largest raw score of a group, and whom ``owner:me`` means.

    ``number_of_few`` tells of a select of groups how many it gives, where these are few. ``is_fresh``: accounts are
    called what the list calls them.
    """

    day: int
    largest_raw: float
    owner: str | None = None
    number_of_few: Callable[[str, Values], int | None] = lambda _groups, _values: None
    is_fresh: bool = True


def compile_query(query: str, scope: Scope) -> Where:
    """The condition that a query stands for.

    Raises:
        QueryError: It cannot be understood.
    """
    tree = parse(query)
    return Where() if tree is None else _compile(tree, scope, query)


def _compile(node: Node, scope: Scope, query: str) -> Where:
    if isinstance(node, Word):
        return Where("instr(g.name_key, ?) > 0", (node.text.casefold(),))
    if isinstance(node, Not):
        return _opposite(_compile(node.part, scope, query))
    if isinstance(node, Joined):
        return _joined([_compile(part, scope, query) for part in node.parts], any_of=node.any_of)
    if isinstance(node, Text):
        return _text(node, scope, query)
    return _range(node, scope)


def _opposite(inner: Where) -> Where:
    by_row = (f"NOT ({inner.row[0]})", inner.row[1]) if inner.by_row else None
    return Where(f"NOT ({inner.sql})", inner.params, by_row)


def _joined(parts: Sequence[Where], *, any_of: bool) -> Where:
    few = (all if any_of else any)(part.few for part in parts)
    by_row = _condition([part.row for part in parts], any_of)
    limits = () if any_of else tuple(limit for part in parts for limit in part.limits)
    at_most = None if any_of else min((part.at_most for part in parts if part.at_most is not None), default=None)
    if at_most is not None and at_most <= FETCHED:
        # Of the few groups of one part the others are asked row by row.
        return Where(*by_row, few=True, at_most=at_most, limits=limits)
    lists = _condition([(part.sql, part.params) for part in parts], any_of)
    return Where(*lists, by_row if any(part.by_row for part in parts) else None, few, at_most, limits)


def _condition(conditions: Sequence[Condition], any_of: bool) -> Condition:
    sign = " OR " if any_of else " AND "
    return sign.join(f"({sql})" for sql, _ in conditions), tuple(value for _, of in conditions for value in of)


def _rows(condition: str, scope: Scope, *values: str | int | float) -> Where:
    """``condition`` is on ``group_row f`` and never unknown."""
    groups = f"SELECT f.group_id FROM group_row f WHERE f.day = ? AND {condition}"
    return _chosen(groups, (scope.day, *values), (condition.replace("f.", "g."), values), scope)


def _listed(table: str, scope: Scope) -> Where:
    """The groups that a table of groups has for the day."""
    groups = f"SELECT f.group_id FROM {table} f WHERE f.day = ?"
    values = (scope.day,)
    return _chosen(groups, values, (f"EXISTS ({groups} AND f.group_id = g.group_id)", values), scope)


def _chosen(groups: str, values: Values, by_row: Condition, scope: Scope) -> Where:
    """The groups of a select, which is looked into as far as shows whether they are few."""
    number = scope.number_of_few(groups, values)
    few = number is not None
    hint = FEW if number is not None and number <= FETCHED else ""
    return Where(f"g.group_id IN {hint}({groups})", values, None if few else by_row, few, number)


def _roles(condition: str, scope: Scope, *values: str | int | float) -> Where:
    groups, all_values = f"SELECT r.group_id FROM group_role r WHERE r.day = ? AND {condition}", (scope.day, *values)
    # Of one group the roles are looked for by the group: with a sign no index has the role.
    of_group = f"{groups} AND r.group_id = g.group_id".replace("r.role_key", "+r.role_key")
    return _chosen(groups, all_values, (f"EXISTS ({of_group})", all_values), scope)


def _text(node: Text, scope: Scope, query: str) -> Where:
    value = node.value.casefold()
    if node.key == "deal":
        return _listed("group_at_risk", scope)
    if node.key == "changed":
        return _listed("group_news", scope)
    if node.key == "watched":
        watched = _chosen(WATCHED_GROUPS, (), (IS_WATCHED, ()), scope)
        return watched if value == "yes" else _opposite(watched)
    if node.key in _LACKS:
        return _roles(f"r.role_key = ? AND r.required_for_completeness AND {_LACKS[node.key]}", scope, value)
    if node.key == "owner" and value == "me":
        if scope.owner is None:
            raise QueryError(
                'Who “me” is must be said in the settings: owner = "NAME" (bgdetails config init).',
                query,
                node.start,
                node.length,
            )
        value = scope.owner.casefold()
    column = _COLUMNS[node.key]
    if node.key == "stagnant":
        return _rows(f"f.{column} = ?", scope, value == "yes")
    if QUERY_KEYS[node.key] is KeyKind.PART:
        return _account(value, scope)
    return _rows(f"f.{column} IS NOT NULL AND f.{column} = ?", scope, value)


def _account(part: str, scope: Scope) -> Where:
    """The groups of the accounts that have ``part`` in their name. There are ten times as many groups as accounts."""
    if not scope.is_fresh:
        # Every id is above 0: said, for then the smallest index that has the names is read.
        return _rows("f.account_id > 0 AND instr(f.account_key, ?) > 0", scope, part)
    accounts = "SELECT a.id FROM account a WHERE instr(a.name_key, ?) > 0"
    groups = f"SELECT f.group_id FROM group_row f WHERE f.day = ? AND f.account_id IN ({accounts})"
    return _chosen(groups, (scope.day, part), ("instr(g.account_key, ?) > 0", (part,)), scope)


def _range(node: Range, scope: Scope) -> Where:
    if node.role is not None:
        limits, values = _between("r.assigned", node.low, node.high)
        return _roles(f"r.role_key = ? AND {limits}", scope, node.role.strip().casefold(), *values)
    column = f"f.{_COLUMNS[node.key]}"
    if QUERY_KEYS[node.key] is KeyKind.DAY:
        low = None if node.low is None else start_of_day(to_day(date.fromordinal(node.low)))
        high = None if node.high is None else end_of_day(to_day(date.fromordinal(node.high)))
        limits, values = _between(column, low, high)
    elif node.key in ("members", "velocity"):
        limits, values = _between(column, node.low, node.high)
    else:
        limits, values = _shown_between(column, node, scope)
    limit = _COLUMNS[node.key], (limits.replace("f.", "g."), values)
    return replace(_rows(limits, scope, *values), limits=(limit,))


def _between(column: str, low: int | None, high: int | None) -> tuple[str, tuple[float, ...]]:
    parts, values = [f"{column} IS NOT NULL"], []
    if low is not None:
        parts.append(f"{column} >= ?")
        values.append(low)
    if high is not None:
        parts.append(f"{column} <= ?")
        values.append(high)
    return " AND ".join(parts), tuple(values)


def _shown_between(column: str, node: Range, scope: Scope) -> tuple[str, tuple[float, ...]]:
    """Scores compare as shown. What is shown grows with what is stored, so the limits move to the stored value."""
    shown_of = _score_of(scope.largest_raw) if node.key == "engagement" else float
    parts, values = [f"{column} IS NOT NULL"], []
    if node.low is not None:
        parts.append(f"{column} >= ?")
        values.append(least(shown_of, node.low - 0.5))
    if node.high is not None:
        parts.append(f"{column} < ?")
        values.append(least(shown_of, node.high + 0.5))
    return " AND ".join(parts), tuple(values)


def _score_of(largest: float) -> Callable[[float], float]:
    return lambda raw: score(raw, largest)


def least(shown_of: Callable[[float], float], wanted: float) -> float:
    """The smallest number from 0 whose score, rounded to 9 decimals, reaches ``wanted``; infinite where none does."""
    if round(shown_of(0.0), 9) >= wanted:
        return 0.0
    low, high = 0.0, 1.0
    while round(shown_of(high), 9) < wanted:
        if high > 1e18:
            return inf
        low, high = high, high * 2
    # Halving ends where two neighbouring floating-point numbers are left.
    while nextafter(low, inf) < high:
        middle = low + (high - low) / 2
        if round(shown_of(middle), 9) >= wanted:
            high = middle
        else:
            low = middle
    return high
