from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bgdetails.refresh.run import GroupChanges
from bgdetails.rules.document import parse_rules
from bgdetails.store import tables
from bgdetails.store.rules_rows import write_rules
from bgdetails.store.rules_text import default_rules
from bgdetails.store.times import from_micros, to_day
from tests.factory import AS_OF, Factory, new_workspace, refresh_all

TEMPLATE = """
[[roles_template]]
name = "Simple"
  [[roles_template.role]]
  role = "Decision Maker"
  weighting = 100
  members_required = 2
  conditions = [{ field = "title", op = "starts with", value = "Director" }]
  [[roles_template.role]]
  role = "Champion"
  required_for_completeness = false
  [[roles_template.role]]
  role = "Practitioner"
  conditions = [{ field = "title", op = "contains", value = "Engineer" }]
"""
INTEREST = """
[[solution_interest]]
name = "Cloud Backup"
roles_template = "Simple"
"""


@dataclass(slots=True)
class World:
    """A workspace in one open transaction, with what tests of a refresh ask."""

    session: Session
    make: Factory

    def rules(self, text: str = TEMPLATE + INTEREST) -> None:
        write_rules(self.session, parse_rules(text, "test.toml", default_rules()), text, "test.toml")

    def refresh(self, as_of: date = AS_OF) -> GroupChanges:
        return refresh_all(self.session, as_of)

    def groups(self) -> list[str]:
        return sorted(self.session.exec(select(tables.BuyingGroup.public_id)).all())

    def memberships(self, group: str) -> list[tuple[str, str, str | None, str | None, str | None]]:
        """Name, role, added, removed (days), removed by; by name, then row."""
        rows = self.session.exec(
            select(tables.Person.name, tables.Membership)
            .join(tables.Membership, tables.Membership.person_id == tables.Person.id)
            .join(tables.BuyingGroup, tables.BuyingGroup.id == tables.Membership.group_id)
            .where(tables.BuyingGroup.public_id == group)
            .order_by(tables.Person.name, tables.Membership.id)
        ).all()
        return [
            (name, row.role, _instant(row.added_at), _instant(row.removed_at), row.removed_by) for name, row in rows
        ]

    def members(self, group: str, as_of: date = AS_OF) -> dict[str, str]:
        """Who is in a group, of those never removed."""
        return {name: role for name, role, _, removed, _ in self.memberships(group) if removed is None}

    def group_row(self, group: str, as_of: date = AS_OF) -> tables.GroupRow:
        return self.session.exec(
            select(tables.GroupRow).where(tables.GroupRow.day == to_day(as_of), tables.GroupRow.public_id == group)
        ).one()


def _instant(micros: int | None) -> str | None:
    moment = from_micros(micros)
    return None if moment is None else moment.isoformat().removesuffix("+00:00")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        yield World(session, Factory(session))
    workspace.close()
