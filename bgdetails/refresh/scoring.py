"""Computes and keeps the scores of days: people first, then groups, then the rows of Browse."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from bgdetails.refresh.group_rows import GroupRows, Scored, replace_rows
from bgdetails.refresh.groups import GroupState, groups_on_days
from bgdetails.refresh.kept_days import finish_day, fresh_days, keep_scale, make_browsable, trend_of
from bgdetails.refresh.people import roots_of, score_people
from bgdetails.refresh.templates import Template, read_templates

_DAYS_AT_ONCE = 6
"""Days whose scores of all people are in memory together: 8 bytes for each person and day."""
_GROUPS_AT_ONCE = 5_000
_GROUP_COLUMNS = "day, group_id, raw, completeness, member_count"
_BEYOND = 1 << 62

Batch = Sequence[tuple[int, int, list[GroupState]]]


def score_people_of(connection: sqlite3.Connection, days: Iterable[int]) -> None:
    """Compute the person scores of those of ``days`` whose scores are not fresh."""
    fresh = fresh_days(connection)
    for day in days:
        if day not in fresh:
            keep_scale(connection, day, score_people(connection, day))


def score_groups_of(connection: sqlite3.Connection, days: Sequence[int]) -> None:
    """Compute the group scores of ``days``, whose person scores are there."""
    templates = read_templates(connection)
    for start in range(0, len(days), _DAYS_AT_ONCE):
        some = days[start : start + _DAYS_AT_ONCE]
        roots = {day: roots_of(connection, day) for day in some}
        for batch, first, last in _batches(connection, templates, roots):
            for place, day in enumerate(some):
                _write(
                    connection,
                    day,
                    [(group, template, states[place]) for group, template, states in batch],
                    first,
                    last,
                )
    for day in days:
        finish_day(connection, day)


def score_browsable_day(connection: sqlite3.Connection, day: int) -> None:
    """Compute the group scores of ``day`` and the rows of Browse, in one pass."""
    templates = read_templates(connection)
    rows = GroupRows(connection, day, templates)
    for batch, first, last in _batches(connection, templates, {day: roots_of(connection, day)}):
        scored = [(group, template, states[0]) for group, template, states in batch]
        _write(connection, day, scored, first, last)
        rows.write(scored, first, last)
    finish_day(connection, day)
    make_browsable(connection, day)


def score_with_trend(connection: sqlite3.Connection, day: int) -> None:
    """Compute the groups of ``day``, whose people are done, and of its trend all that is not fresh."""
    score_browsable_day(connection, day)
    fresh = fresh_days(connection)
    missing = [each for each in trend_of(day) if each not in fresh]
    score_people_of(connection, missing)
    score_groups_of(connection, missing)


def _batches(
    connection: sqlite3.Connection, templates: Mapping[int, Template], roots: Mapping[int, array[float]]
) -> Iterable[tuple[Batch, int, int]]:
    """Groups in batches, each with the range of ids that it covers; together they cover all."""
    groups = groups_on_days(connection, templates, roots)
    first = 0
    while batch := list(islice(groups, _GROUPS_AT_ONCE)):
        yield batch, first, batch[-1][0]
        first = batch[-1][0] + 1
    yield [], first, _BEYOND


def _write(connection: sqlite3.Connection, day: int, scored: Scored, first: int, last: int) -> None:
    rows = [(day, group_id, state.raw, state.filling.completeness, len(state.people)) for group_id, _, state in scored]
    replace_rows(connection, "group_score", _GROUP_COLUMNS, rows, (day, first, last))
