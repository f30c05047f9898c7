"""Group lists written straight into the browse table: for screens that need rows and nothing behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bgdetails.store import tables
from bgdetails.store.times import to_day, to_micros
from tests.factory import AS_OF, new_workspace

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
INTERESTS = ("Cloud Backup", "Edge Security", "Field Service", "Data Catalog")
ACCOUNTS = (
    "Halvorsen Maritime",
    "Brightwater Foods",
    "Kestrel Logistics",
    "Orchid Health Group",
    "田中精密工業",
    "Meridian Rail",
    "Nordkap Energi",
    "Umbra Optics",
    "Talvi Paper",
    "Pampa Textil S.A. de Fabricación",
    "Solvei Energy",
    "Łódź Aero",
)
STAGES = ("Awareness", "Interest", "Evaluation", "Decision", "Purchased", "Lost")
MISSING = (None, "Practitioner", "Champion", "Decision Maker\x1fInfluencer", "Executive Steering Committee")


@dataclass(frozen=True, slots=True)
class ListedGroup:
    id: str
    name: str
    account: str = "Halvorsen Maritime"
    interest: str = "Cloud Backup"
    score: float = 50.0
    completeness: float | None = 70.0
    stage: str | None = "Interest"
    members: int = 9
    missing: str | None = None
    short: str | None = None
    hours_ago: int | None = 3


def many(count: int) -> list[ListedGroup]:
    """Groups of every level, in several alphabets."""
    rows = []
    for n in range(count):
        account, interest = ACCOUNTS[n % len(ACCOUNTS)], INTERESTS[n // len(ACCOUNTS) % len(INTERESTS)]
        turn = n // (len(ACCOUNTS) * len(INTERESTS))
        rows.append(
            ListedGroup(
                id=f"bg-{n + 1}",
                name=f"{interest} for {account}" + (f" {turn + 1}" if turn else ""),
                account=account,
                interest=interest,
                score=100 * (1 - n / max(1, count - 1)),
                completeness=None if n % 11 == 10 else (n * 37 % 101),
                stage=STAGES[n * 7 % 6],
                members=n * 5 % 14,
                missing=MISSING[n % len(MISSING)],
                short="Champion 1 of 2" if n % 3 == 0 else None,
                hours_ago=None if n % 13 == 12 else 2 + n * 7,
            )
        )
    return rows


def write_list(folder: Path, rows: Iterable[ListedGroup], name: str = "list.db") -> Path:
    """A workspace whose list of 20 Nov 2026 has these groups."""
    workspace = new_workspace(folder, name)
    day = to_day(AS_OF)
    with workspace.writing() as session:
        session.add(tables.ScoreDay(day=day, largest_units=100_000, largest_raw=100.0, browsable=True))
        state = session.get_one(tables.Workspace, 1)
        state.refreshed_day = day
        session.flush()
        values = [_row(number, group, day) for number, group in enumerate(rows, 1)]
        if values:
            session.execute(insert(tables.GroupRow), values)
    workspace.close()
    return workspace.path


def _row(number: int, group: ListedGroup, day: int) -> dict[str, object]:
    stage = group.stage
    missing = group.missing.split("\x1f") if group.missing else []
    return {
        "day": day,
        "group_id": number,
        "public_id": group.id,
        "name": group.name,
        "name_key": group.name.casefold(),
        "account_id": 1 + number % 12,
        "account_public_id": f"a-{1 + number % 12}",
        "account_name": group.account,
        "account_key": group.account.casefold(),
        "interest": group.interest,
        "interest_key": group.interest.casefold(),
        "template": "Standard purchase",
        "template_key": "standard purchase",
        "stage": stage,
        "stage_key": stage.casefold() if stage else None,
        "stage_position": STAGES.index(stage) if stage in STAGES else None,
        "rank": round(group.score**2 / 100, 9),
        "completeness": group.completeness,
        "member_count": group.members,
        "missing": group.missing,
        "short": group.short,
        "gaps": len(missing) * 1000 + bool(group.short),
        "last_activity_at": to_micros(NOON - timedelta(hours=group.hours_ago)) if group.hours_ago is not None else None,
        "updated_at": to_micros(NOON - timedelta(days=1)),
    }
