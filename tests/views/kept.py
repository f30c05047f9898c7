"""Scores of a day, written as they are wanted: views only read them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, select

from bgdetails.refresh.account_people import HeldMemberships, keep_account_people
from bgdetails.refresh.groups import batches
from bgdetails.refresh.people import places_by_name
from bgdetails.refresh.templates import read_templates
from bgdetails.store import tables
from bgdetails.store.times import end_of_day, to_day
from bgdetails.store.workspace import driver_connection
from tests.factory import AS_OF

UNITS_OF_100 = 1_000_000
"""Units of the person with the score 100, so that a score s has s² x 100 units."""


def units(score: float) -> int:
    """The units of a person with that score."""
    return round(score * score * UNITS_OF_100 / 10_000)


def keep_scores(
    session: Session,
    people: Mapping[int, float] | None = None,
    groups: Mapping[int, float] | None = None,
    as_of: date = AS_OF,
    completeness: float | None = 50.0,
    **row_values: Any,
) -> None:
    """Scores by person and by group; every group of the workspace gets its row, whatever it has."""
    day = to_day(as_of)
    session.add(
        tables.ScoreDay(
            day=day, largest_weight_milli=60_000, largest_units=UNITS_OF_100, largest_raw=100.0, browsable=True
        )
    )
    for person, score in (people or {}).items():
        session.add(tables.PersonScore(day=day, person_id=person, units=units(score)))
    for group in session.exec(select(tables.BuyingGroup)).all():
        raw = ((groups or {}).get(group.id or 0, 0.0) / 10) ** 2
        session.add(tables.GroupScore(day=day, group_id=group.id or 0, raw=raw, completeness=completeness))
        session.add(_row(session, group, day, raw, {"completeness": completeness, **row_values}))
    session.flush()
    _keep_account_people(driver_connection(session), day)


def _keep_account_people(connection: sqlite3.Connection, day: int) -> None:
    held = HeldMemberships()
    for batch in batches(connection, read_templates(connection)):
        held.take(batch, batch.memberships.on(end_of_day(day)))
    keep_account_people(connection, day, held, places_by_name(connection))


def _row(
    session: Session, group: tables.BuyingGroup, day: int, raw: float, values: Mapping[str, Any]
) -> tables.GroupRow:
    account = session.get_one(tables.Account, group.account_id)
    interest = session.get_one(tables.SolutionInterest, group.interest_id)
    template = session.get_one(tables.RolesTemplate, interest.template_id)
    name = group.name or f"{interest.name} for {account.name}"
    return tables.GroupRow(
        day=day,
        group_id=group.id or 0,
        public_id=group.public_id,
        name=name,
        name_key=name.casefold(),
        account_id=group.account_id,
        account_public_id=account.public_id,
        account_name=account.name,
        account_key=account.name_key,
        interest=interest.name,
        interest_key=interest.name_key,
        template=template.name,
        template_key=template.name_key,
        stage=group.stage,
        status=group.status,
        rank=round(raw, 9),
        **values,
    )
