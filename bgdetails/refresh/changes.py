"""What a refresh changes about groups and memberships: gathered, counted, and written many at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from bgdetails.store.public_ids import PROVISIONAL, free_formed_id
from bgdetails.store.times import start_of_day

_BY_RULES = "system"


class GroupChanges(Struct, frozen=True):
    """What a refresh did to groups."""

    formed: int = 0
    members_added: int = 0
    members_removed: int = 0
    roles_changed: int = 0

    @property
    def anything(self) -> bool:
        """Whether anybody's membership is another than before."""
        return any((self.formed, self.members_added, self.members_removed, self.roles_changed))


class PendingChanges:
    """Changes as of a day that wait for ``write``."""

    def __init__(self, connection: sqlite3.Connection, day: int) -> None:
        """Nothing waits yet."""
        self._connection = connection
        self._midnight = start_of_day(day)
        self._next_group = _next_id(connection, "buying_group")
        self._next_membership = _next_id(connection, "membership")
        self._formed = self._added = self._removed = self._re_roled = 0
        self._groups: list[tuple[int, str, int, int, str]] = []
        self._members: list[tuple[int, int, int, str, str, int | None]] = []
        self._ended: list[tuple[int, str, int]] = []
        self._roles: list[tuple[str, str, int]] = []

    def form(
        self, account_id: int, interest_id: int, interest: str, members: Sequence[tuple[int, str, int | None]]
    ) -> None:
        """Make a group with ``members``: person, role, and since when the person is known."""
        group_id = self._next_group
        self._next_group += 1
        self._formed += 1
        self._groups.append((group_id, f"{PROVISIONAL}{group_id}", account_id, interest_id, interest))
        for person, role, created_at in members:
            self._add(group_id, person, role, created_at)

    def join(self, group_id: int, person: int, role: str) -> None:
        """A person joins a group that was there before."""
        self._add(group_id, person, role, self._midnight)

    def end(self, membership: int) -> None:
        """A person leaves."""
        self._removed += 1
        self._ended.append((self._midnight, _BY_RULES, membership))

    def give_role(self, membership: int, role: str) -> None:
        """A member has another role now."""
        self._re_roled += 1
        self._roles.append((role, role.casefold(), membership))

    def counts(self) -> GroupChanges:
        """Everything so far."""
        return GroupChanges(self._formed, self._added, self._removed, self._re_roled)

    def write(self) -> None:
        """Write what waits."""
        connection = self._connection
        connection.executemany(
            "INSERT INTO buying_group (id, public_id, account_id, interest_id, origin, deleted, hidden)"
            " VALUES (?, ?, ?, ?, 'rules', FALSE, FALSE)",
            [group[:4] for group in self._groups],
        )
        connection.executemany(
            "INSERT INTO external_id (kind, source, external_id, record_id, object_name, content, deleted)"
            " VALUES ('group', 'rules', ?, ?, '', '{}', FALSE)",
            self._names(),
        )
        connection.executemany(
            "INSERT INTO membership (id, group_id, person_id, role, role_key, source, added_at, ordinal)"
            f" VALUES (?, ?, ?, ?, ?, '{_BY_RULES}', ?, 0)",
            self._members,
        )
        connection.executemany("UPDATE membership SET removed_at = ?, removed_by = ? WHERE id = ?", self._ended)
        connection.executemany("UPDATE membership SET role = ?, role_key = ? WHERE id = ?", self._roles)
        for waiting in (self._groups, self._members, self._ended, self._roles):
            waiting.clear()

    def _add(self, group_id: int, person: int, role: str, added_at: int | None) -> None:
        self._added += 1
        self._members.append((self._next_membership, group_id, person, role, role.casefold(), added_at))
        self._next_membership += 1

    def _names(self) -> list[tuple[str, int]]:
        """The ids that formed groups get (docs/formats.md, ids), each with its group."""
        names = []
        taken: dict[int, set[str]] = {}
        for group_id, _, account_id, _, interest in self._groups:
            if account_id not in taken:
                taken[account_id] = self._taken(account_id)
            (account,) = self._connection.execute(
                "SELECT public_id FROM account WHERE id = ?", (account_id,)
            ).fetchone()
            name = free_formed_id(taken[account_id], account, interest)
            taken[account_id].add(name)
            names.append((name, group_id))
        return names

    def _taken(self, account_id: int) -> set[str]:
        # From the account's groups, whatever the planner thinks: else it goes through all groups for each account.
        rows = self._connection.execute(
            "SELECT e.external_id FROM buying_group g"
            " CROSS JOIN external_id e ON e.kind = 'group' AND e.record_id = g.id"
            " WHERE g.account_id = ? AND +e.source = 'rules'",
            (account_id,),
        )
        return {name for (name,) in rows}


def _next_id(connection: sqlite3.Connection, table: str) -> int:
    (largest,) = connection.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()
    return int(largest) + 1
