"""A workspace with two groups of one account, scored, and the way to act on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bgdetails.actions.acting import Acting, acting
from bgdetails.actions.done import Done
from bgdetails.refresh.run import refresh
from bgdetails.store.times import from_micros
from bgdetails.store.workspace import OpenWorkspace, driver_connection
from tests.factory import AS_OF, Factory, days_before, new_workspace

NOW = datetime(2026, 11, 20, 14, 30, 5, 999, tzinfo=UTC)
THEN = "2026-11-20T14:30:05"
PEOPLE = ("Ana Moss", "Ben Ito", "Cleo Marsh", "Dan Ruiz", "Eve Stone")


@dataclass(slots=True)
class Deal:
    """Ana and Ben decide in group 1 of Acme, Cleo is in group 2, Dan and Eve in none; Zoe is of another account."""

    workspace: OpenWorkspace
    group: int
    other: int
    people: dict[str, int]

    def act(self, what: Callable[[Acting], Done], *, as_of: date = AS_OF, now: datetime = NOW) -> str:
        """Do something; what is said of it."""
        with acting(self.workspace, as_of, now) as each:
            return what(each).sentence

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """What the store says."""
        with self.workspace.reading() as session:
            return driver_connection(session).execute(sql, values).fetchall()

    def memberships(self, person: str) -> list[tuple[object, ...]]:
        """Role, source, added, removed, removed by, in the order that they were made."""
        rows = self.rows(
            "SELECT role, source, added_at, removed_at, removed_by FROM membership"
            " WHERE group_id = ? AND person_id = ? ORDER BY id",
            self.group,
            self.people[person],
        )
        return [(role, source, _said(added), _said(removed), by) for role, source, added, removed, by in rows]

    def write(self, sql: str, *values: object) -> None:
        """Change the store behind the back of actions."""
        with self.workspace.writing() as session:
            driver_connection(session).execute(sql, values)


def _said(micros: object) -> str | None:
    return from_micros(micros).isoformat().removesuffix("+00:00") if isinstance(micros, int) else None


@pytest.fixture
def deal(tmp_path: Path) -> Iterator[Deal]:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        make = Factory(session)
        interest = make.interest("Cloud Backup", stage_model_id=make.stage_model())
        acme = make.account("Acme")
        people = {name: make.person(name, acme) for name in PEOPLE}
        people["Zoe Elsewhere"] = make.person("Zoe Elsewhere", make.account("Zeta"))
        group = make.group(acme, interest, stage="Interest", stage_entered_at=days_before(10))
        other = make.group(acme, interest, "Second deal")
        make.member(group, people["Ana Moss"], "Decision Maker", source="system", added_at=days_before(40))
        make.member(group, people["Ben Ito"], "Influencer", source="journey")
        make.member(other, people["Cleo Marsh"], "Practitioner")
        for number, name in enumerate(PEOPLE, 1):
            make.activity(people[name], "Page Views", days_before(number), times=2 * number)
        refresh(session, AS_OF)
    yield Deal(workspace, group, other, people)
    workspace.close()
