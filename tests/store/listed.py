"""Group rows for tests of the list, written straight into the tables."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bgdetails.store import tables
from bgdetails.store.times import to_day, to_micros
from tests.factory import AS_OF, new_workspace

DAY = to_day(AS_OF)
LARGEST = 300.0


@dataclass(slots=True)
class Roles:
    """Role of a template -> (assigned, required, required for completeness)."""

    filled: dict[str, tuple[int, int, bool]] = field(default_factory=dict)


def listed(folder: Path, groups: Sequence[dict[str, Any]], largest: float = LARGEST) -> sqlite3.Connection:
    """A connection to a workspace whose list of AS_OF has these groups; what is not told is plain."""
    workspace = new_workspace(folder)
    with workspace.writing() as session:
        session.execute(
            insert(tables.ScoreDay), {"day": DAY, "largest_units": 0, "largest_raw": largest, "browsable": True}
        )
        accounts = {name: number for number, name in enumerate({_account(told): None for told in groups}, 1)}
        for name, number in accounts.items():
            account = {"id": number, "public_id": f"a{number}", "name": name, "name_key": name.casefold()}
            session.execute(insert(tables.Account), account | {"deleted": False, "hidden": False})
        for number, told in enumerate(groups, 1):
            roles: Roles = told.get("roles", Roles())
            row = {key: value for key, value in told.items() if key not in ("roles", "deal_at_risk")}
            session.execute(insert(tables.GroupRow), _row(number, accounts[_account(told)], row))
            if told.get("deal_at_risk"):
                session.execute(insert(tables.GroupAtRisk), {"day": DAY, "group_id": number})
            for position, (role, (assigned, required, counts)) in enumerate(roles.filled.items()):
                session.execute(
                    insert(tables.GroupRole),
                    {
                        "day": DAY,
                        "group_id": number,
                        "position": position,
                        "role": role,
                        "role_key": role.casefold(),
                        "assigned": assigned,
                        "required": required,
                        "required_for_completeness": counts,
                    },
                )
    connection = workspace.connect()
    workspace.close()
    return connection


def _account(told: dict[str, Any]) -> str:
    return str(told.get("account", "Acme"))


def _row(number: int, account: int, told: dict[str, Any]) -> dict[str, Any]:
    row = {
        "day": DAY,
        "group_id": number,
        "public_id": f"g{number}",
        "name": f"Group {number}",
        "account_id": account,
        "account_public_id": f"a{account}",
        "account": "Acme",
        "interest": "Cloud Backup",
        "template": "Standard purchase",
        "stage": None,
        "stage_position": None,
        "status": None,
        "owner": None,
        "region": None,
        "industry": None,
        "rank": 0.0,
        "completeness": None,
        "member_count": 0,
        "missing": None,
        "short": None,
        "gaps": None,
        "last_activity_at": None,
        "updated_at": None,
        **told,
    }
    for name in ("name", "account", "interest", "template", "stage", "status", "owner", "region", "industry"):
        row[f"{name}_key"] = None if row[name] is None else row[name].casefold()
    row["account_name"] = row.pop("account")
    for name in ("owner", "region", "industry"):
        row.pop(name)
    return row


def noon(year: int, month: int, day: int) -> int:
    """12:00 UTC of a day, in microseconds."""
    return to_micros(datetime(year, month, day, 12, tzinfo=UTC))


def many(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Groups with many ties and unknowns in every column that can be sorted on."""
    chance = random.Random(seed)
    stages = ["Interest", "Lost", "Pilot", None]
    groups = []
    for _ in range(count):
        stage = chance.choice(stages)
        groups.append(
            {
                "name": f"{chance.choice(['Alpha', 'beta', 'Ünï', '[x]'])} {chance.randrange(count // 4)}",
                "account": chance.choice(["Acme", "Zeta", "Öst"]),
                "interest": chance.choice(["Cloud Backup", "Threat Detection"]),
                "stage": stage,
                "stage_position": {"Interest": 0, "Lost": 1}.get(stage or ""),
                "rank": chance.choice([0.0, 0.0, 12.5, float(chance.randrange(30))]),
                "completeness": chance.choice([None, 0.0, 50.0, 100 / 3]),
                "member_count": chance.randrange(4),
                "gaps": chance.choice([None, 0, 1, 1000]),
                "last_activity_at": chance.choice([None, chance.randrange(5)]),
                "updated_at": chance.choice([None, chance.randrange(5)]),
            }
        )
    return groups
