"""Reads of people, accounts and opportunities only the fields that conditions test."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import Protocol

from bgdetails.refresh.among import Among, condition, parameters
from bgdetails.rules.conditions import (
    ACCOUNT_FIELDS,
    ENGAGEMENT_FIELD,
    INTENT_PREFIX,
    OPPORTUNITY_FIELDS,
    PERSON_FIELDS,
    TIME_FIELDS,
)
from bgdetails.store.times import from_micros

Values = dict[str, object]


class Computed(Protocol):
    """What no source brings: the scores and the intent of people (``computed_fields`` has them for everybody)."""

    def engagement(self, person: int) -> int: ...  # noqa: D102
    def intent(self, fields: Sequence[str], bounds: Among) -> Mapping[int, Mapping[str, str]]: ...  # noqa: D102


_CUSTOM = (
    "(SELECT each.value FROM json_each(t.attributes) each WHERE casefold(each.key) = ?"
    " ORDER BY each.key <> ?, each.key LIMIT 1)"
)
"""A custom attribute, whatever the case of its name; of several the one that is written the same."""


def people(
    connection: sqlite3.Connection, fields: Sequence[str], bounds: Among, computed: Computed
) -> Iterator[tuple[int, int, int | None, Values]]:
    """The people of accounts whose ids lie in ``bounds``, who are not hidden: id, account, created at, values."""
    columns, names = _columns(fields, PERSON_FIELDS, {})
    rows = connection.execute(
        f"SELECT t.id, t.account_id, t.created_at{columns} FROM person t"
        f" WHERE {condition('t.account_id', bounds)} AND NOT t.hidden",
        (*names, *parameters(bounds)),
    )
    tests_engagement = ENGAGEMENT_FIELD in fields
    intent = computed.intent(fields, bounds)
    for number, account_id, created_at, *cells in rows:
        values: Values = dict(zip(fields, cells, strict=True))
        if tests_engagement:
            values[ENGAGEMENT_FIELD] = computed.engagement(number)
        values.update(intent.get(number, {}))
        yield number, account_id, created_at, values


def is_computed(field: str) -> bool:
    """Whether no source brings a field of people."""
    return field == ENGAGEMENT_FIELD or field.startswith(INTENT_PREFIX)


def people_alike(
    connection: sqlite3.Connection, fields: Sequence[str], account_id: int
) -> list[tuple[Values, Sequence[int]]]:
    """The people of an account who are not hidden, those of the same values together; none of them is computed."""
    columns, names = _columns(fields, PERSON_FIELDS, {})
    rows = connection.execute(
        f"SELECT t.id{columns} FROM person t WHERE t.account_id = ? AND NOT t.hidden", (*names, account_id)
    )
    alike: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in rows.fetchall():
        alike[row[1:]].append(row[0])
    return [(dict(zip(fields, cells, strict=True)), found) for cells, found in alike.items()]


def accounts(connection: sqlite3.Connection, fields: Sequence[str], bounds: Among, limit: int) -> dict[int, Values]:
    """The first accounts of some by id, those that are not hidden."""
    special = {"id": "t.public_id", "parent_id": "(SELECT p.public_id FROM account p WHERE p.id = t.parent_id)"}
    columns, names = _columns(fields, ACCOUNT_FIELDS, special)
    rows = connection.execute(
        f"SELECT t.id{columns} FROM account t WHERE {condition('t.id', bounds)} AND NOT t.hidden ORDER BY t.id LIMIT ?",
        (*names, *parameters(bounds), limit),
    )
    return {number: _with_times(fields, cells) for number, *cells in rows}


def opportunities(
    connection: sqlite3.Connection, fields: Sequence[str], bounds: Among
) -> Iterator[tuple[int, int, Values]]:
    """The opportunities of accounts in ``bounds`` that are not hidden: id, account, values."""
    special = {
        "id": "t.public_id",
        "account_id": "(SELECT a.public_id FROM account a WHERE a.id = t.account_id)",
    }
    columns, names = _columns(fields, OPPORTUNITY_FIELDS, special)
    rows = connection.execute(
        f"SELECT t.id, t.account_id{columns} FROM opportunity t"
        f" WHERE {condition('t.account_id', bounds)} AND NOT t.hidden",
        (*names, *parameters(bounds)),
    )
    for number, account_id, *cells in rows:
        yield number, account_id, _with_times(fields, cells)


def _columns(fields: Sequence[str], known: Sequence[str], special: dict[str, str]) -> tuple[str, list[str]]:
    """The select list for ``fields``, and its parameters; what is no column is a custom attribute."""
    columns, names = [], []
    for name in fields:
        if name in special:
            columns.append(special[name])
        elif name in known or (known is not PERSON_FIELDS and name in TIME_FIELDS):
            columns.append(f"t.{name}")
        elif known is PERSON_FIELDS and is_computed(name):
            columns.append("NULL")
        else:
            columns.append(_CUSTOM)
            names += [name.casefold(), name]
    return "".join(f", {column}" for column in columns), names


def _with_times(fields: Sequence[str], cells: Sequence[object]) -> Values:
    values: Values = dict(zip(fields, cells, strict=True))
    for name in TIME_FIELDS:
        moment = values.get(name)
        if isinstance(moment, int):
            values[name] = from_micros(moment).astimezone(UTC).isoformat()
    return values
