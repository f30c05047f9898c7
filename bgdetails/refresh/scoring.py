"""Computes and keeps the scores of days: people first, then groups, the rows of Browse, accounts and deals."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from bgdetails.refresh.account_people import keep_account_people
from bgdetails.refresh.deals import keep_deals
from bgdetails.refresh.group_rows import GroupRows
from bgdetails.refresh.groups import GroupBatch, GroupStates, batches, states_on
from bgdetails.refresh.journeys import keep_journeys
from bgdetails.refresh.kept_days import (
    drop_counts,
    drop_groups_after,
    drop_rows,
    finish_day,
    fresh_days,
    keep_scale,
    make_browsable,
    trend_of,
)
from bgdetails.refresh.lake import Lake
from bgdetails.refresh.last_activity import last_activities
from bgdetails.refresh.momentum import keep_momentum
from bgdetails.refresh.news import mark_news
from bgdetails.refresh.people import places_by_name, roots_of, score_people
from bgdetails.refresh.replacing import replace_rows
from bgdetails.refresh.row_values import SCORE_COLUMNS
from bgdetails.refresh.stage_states import figures_cell
from bgdetails.refresh.templates import read_templates
from bgdetails.store.rules_text import rules_of

_DAYS_AT_ONCE = 6
"""Days whose scores of all people are in memory together: 8 bytes for each person and day."""


def score_people_of(connection: sqlite3.Connection, days: Iterable[int], lake: Lake | None = None) -> None:
    """Compute the person scores of those of ``days`` whose scores are not fresh; of a ``lake``, where one is read."""
    fresh = fresh_days(connection)
    for day in days:
        if day not in fresh:
            keep_scale(connection, day, score_people(connection, day, lake))


def score_some_groups(
    connection: sqlite3.Connection, days: Sequence[int], groups: Collection[int], rows: GroupRows | None = None
) -> None:
    """Compute the scores of ``groups`` on ``days``, on which those of all others are there, and ``rows`` as below."""
    for batch in batches(connection, read_templates(connection), groups):
        members = np.unique(batch.memberships.people).tolist()
        for day in days:
            states = states_on(batch, day, roots_of(connection, day, members))
            _write(connection, day, batch, states)
            if rows is not None and rows.day == day:
                rows.write(batch, states)
    if rows is not None:
        rows.finish(None)
    for day in days:
        finish_day(connection, day)
        drop_counts(connection, day)


def score_groups_of(connection: sqlite3.Connection, days: Sequence[int], rows: GroupRows | None = None) -> None:
    """Compute the group scores of ``days``, whose person scores are there, and ``rows`` of the day that has any."""
    templates = read_templates(connection)
    for start in range(0, len(days), _DAYS_AT_ONCE):
        roots = {day: roots_of(connection, day) for day in days[start : start + _DAYS_AT_ONCE]}
        last = 0
        for batch in batches(connection, templates):
            last = batch.ids[-1]
            for day in roots:
                states = states_on(batch, day, roots[day])
                _write(connection, day, batch, states)
                if rows is not None and rows.day == day:
                    rows.write(batch, states)
        for day in roots:
            drop_groups_after(connection, day, last)
            if rows is not None and rows.day == day:
                rows.finish(last)
            finish_day(connection, day)
            drop_counts(connection, day)


def score_browsable_day(connection: sqlite3.Connection, day: int) -> None:
    """Compute the group scores of ``day`` and the rows of Browse, in one pass, then accounts and deals.

    The person scores of four weeks before are there.
    """
    last, by_name = last_activities(connection, day), places_by_name(connection)
    rows = GroupRows(connection, day, last)
    score_groups_of(connection, [day], rows)
    keep_account_people(connection, day, rows.held, by_name)
    keep_journeys(connection, day)
    keep_momentum(connection, day)
    keep_deals(connection, rules_of(connection), day, last, by_name)
    mark_news(connection, day)
    make_browsable(connection, day, figures_cell())


def score_with_trend(connection: sqlite3.Connection, day: int, lake: Lake | None = None) -> None:
    """Compute the groups of ``day``, whose people are done, and of its trend all that is not fresh."""
    fresh = fresh_days(connection)
    missing = [each for each in trend_of(day) if each not in fresh and each != day]
    score_people_of(connection, missing, lake)
    score_browsable_day(connection, day)
    for each in missing:
        # Of the trend only scores are computed anew.
        drop_rows(connection, each)
    score_groups_of(connection, missing)


def _write(connection: sqlite3.Connection, day: int, batch: GroupBatch, states: GroupStates) -> None:
    rows = [
        (day, group_id, raw, filling.completeness, number)
        for group_id, raw, filling, number in zip(
            batch.ids, states.raw, states.fillings, states.member_counts, strict=True
        )
    ]
    replace_rows(connection, "group_score", SCORE_COLUMNS, rows, day, batch.among)
