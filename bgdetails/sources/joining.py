"""Which rows of different objects are one person: a lead and its contact, whichever was imported first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bgdetails.sources.merging import SourceContent
from bgdetails.sources.moving import move
from bgdetails.sources.staging import Staging

Join = Sequence[Sequence[str]]


class Joining:
    """Finds, for a chunk of rows, the people that they are further ids of."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._by_id: dict[tuple[str, str], tuple[int, int]] = {}
        self._by_email: dict[str, int] = {}

    def look_up(self, joins: Iterable[Join]) -> None:
        """Find everything that ``joins`` name, at once."""
        ids: dict[str, set[str]] = {}
        emails: set[str] = set()
        for join in joins:
            for way in join:
                if way[0] == "id":
                    ids.setdefault(way[1], set()).add(way[2])
                else:
                    emails.add(way[1])
        for source, external_ids in ids.items():
            for number, external_id, record_id in self._execute(_BY_ID, source, json.dumps(list(external_ids))):
                self._by_id[source, external_id] = number, record_id
        best: dict[str, tuple[bool, bool, int, str]] = {}
        for email, record_id, external_id, created_at, deleted in self._execute(_BY_EMAIL, json.dumps(list(emails))):
            # Of several contacts one that is not deleted, then the earliest, then the smallest id.
            rank = bool(deleted), created_at is None, created_at or 0, external_id
            if email not in best or rank < best[email]:
                best[email] = rank
                self._by_email[email] = record_id

    def target(self, join: Join, own: int) -> int | None:
        """The record that the row of the external id ``own`` is another id of, or None: it stands alone."""
        for way in join:
            if way[0] == "id":
                number, record_id = self._by_id.get((way[1], way[2]), (own, 0))
                if number != own:
                    return record_id
            elif way[1] in self._by_email:
                return self._by_email[way[1]]
        return None

    def remember(self, joins: Iterable[tuple[int, Join]]) -> None:
        """Keep what rows say they are joined to."""
        kept = [(number, _ways(join)) for number, join in joins if join]
        connection = self._staging.connection
        connection.executemany("DELETE FROM join_key WHERE external_id_id = ?", [(number,) for number, _ in kept])
        connection.executemany(
            "INSERT INTO join_key (external_id_id, position, source, key) VALUES (?, ?, ?, ?)",
            [(number, i, source, key) for number, ways in kept for i, (source, key) in enumerate(ways)],
        )

    def rejoin(self, changed: Sequence[tuple[SourceContent, int]]) -> None:
        """Move the leads that now, after ``changed`` was written, belong to another person than before."""
        waiting = self._waiting(changed)
        self._by_id.clear()
        self._by_email.clear()
        self.look_up(waiting_join for _, _, waiting_join in waiting.values())
        moves = []
        for number, (record_id, source, join) in waiting.items():
            target = self.target(join, number)
            if target is not None and target != record_id:
                moves.append((number, source, record_id, target))
        if moves:
            move(self._staging, moves)

    def _waiting(self, changed: Sequence[tuple[SourceContent, int]]) -> Mapping[int, tuple[int, str, Join]]:
        """Rows with a join that ``changed`` may answer, and those of ``changed`` that have one themselves."""
        wanted = [(each.source, each.external_id) for each, _ in changed]
        for each, _ in changed:
            if each.object_name == "Contact" and (email := each.said()["fields"].get("email")):
                wanted.append(("", str(email).casefold()))
        waiting = {}
        for sql, named in (
            (_WAITING, wanted),
            (_OWN, [each.id for each, _ in changed if '"join":' in each.content]),
        ):
            for number, record_id, source, content in self._execute(sql, json.dumps(named)):
                waiting[number] = (record_id, source, json.loads(content).get("join", []))
        return waiting

    def _execute(self, sql: str, *parameters: str) -> Iterable[tuple[Any, ...]]:
        return self._staging.connection.execute(sql, parameters)


def _ways(join: Join) -> list[tuple[str, str]]:
    return [(way[1], way[2]) if way[0] == "id" else ("", way[1]) for way in join]


_BY_ID = """
SELECT id, external_id, record_id FROM external_id
WHERE kind = 'person' AND source = ? AND external_id IN (SELECT value FROM json_each(?))
"""
# From the e-mails, whatever the planner thinks: else every chunk goes through all people that there are.
_BY_EMAIL = """
SELECT p.email_key, p.id, e.external_id, json_extract(e.content, '$.fields.created_at'), e.deleted
FROM json_each(?) AS wanted
CROSS JOIN person p ON p.email_key = wanted.value
CROSS JOIN external_id e ON e.kind = 'person' AND e.record_id = p.id AND e.object_name = 'Contact'
WHERE json_extract(e.content, '$.fields.email') IS NOT NULL
"""
_WAITING = """
SELECT e.id, e.record_id, e.source, e.content FROM json_each(?) AS wanted
CROSS JOIN join_key k ON k.source = json_extract(wanted.value, '$[0]') AND k.key = json_extract(wanted.value, '$[1]')
CROSS JOIN external_id e ON e.id = k.external_id_id
"""
_OWN = "SELECT id, record_id, source, content FROM external_id WHERE id IN (SELECT value FROM json_each(?))"
