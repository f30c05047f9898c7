"""Assigning people to a group, removing members, changing their roles: by hand, which outranks journeys and rules.

A membership that somebody ends by hand stays ended, and one that is made by hand stays as it is (docs/model.md, who is
in a group). Another role is another membership: what held on earlier days holds there still.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from bgdetails.actions.acting import Acting
from bgdetails.actions.done import Done, done
from bgdetails.actions.group import Group, read_group
from bgdetails.actions.log import Ended, Entry, Kind, write_log
from bgdetails.actions.refused import ActionRefused
from bgdetails.actions.words import people_named
from bgdetails.refresh.one_account import recount_account
from bgdetails.refresh.one_group import rescore_group
from bgdetails.rules.formation import Source
from bgdetails.rules.membership import MOST_AT_ONCE, current, holds
from bgdetails.store.times import day_of
from bgdetails.wording import listed

_PEOPLE = "SELECT id, name, account_id FROM person WHERE id IN (SELECT value FROM json_each(?)) AND NOT hidden"
_ROWS = """
SELECT id, person_id, role, added_at, removed_at, removed_by FROM membership
WHERE group_id = ? AND person_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""


class _Row(NamedTuple):
    """A row of membership."""

    id: int
    person_id: int
    role: str
    added_at: int | None
    removed_at: int | None
    removed_by: str | None


class _Somebody(NamedTuple):
    """A person whom an action is about, with all rows that they have in the group."""

    id: int
    name: str
    account_id: int | None
    rows: Sequence[_Row]

    def membership(self, end: int) -> _Row | None:
        """The one that holds at the end of a day."""
        return next(iter(current(self.rows, end)), None)


def assign(acting: Acting, group_id: int, people: Sequence[int], role: str) -> Done:
    """Make people of the account members of a group.

    Raises:
        ActionRefused: Somebody is of another account, or a member already, or there is no such role.
    """
    group = read_group(acting.connection, group_id)
    named = _role(acting, group, role)
    chosen = _read(acting, group, people)
    if strangers := [each.name for each in chosen if each.account_id != group.account_id]:
        raise ActionRefused(f"Only people of {group.account} can be assigned, not {people_named(strangers)}.")
    if members := [each.name for each in chosen if each.membership(acting.end)]:
        raise ActionRefused(f"Already in the group: {people_named(members)}. Nothing was changed.")
    return _write(acting, group, Kind.ASSIGN, chosen, named)


def remove(acting: Acting, group_id: int, people: Sequence[int]) -> Done:
    """End memberships; neither a refresh nor a journey puts these people back.

    Raises:
        ActionRefused: Somebody is no member.
    """
    group = read_group(acting.connection, group_id)
    return _write(acting, group, Kind.REMOVE, _members(acting, group, people), None)


def change_role(acting: Acting, group_id: int, people: Sequence[int], role: str) -> Done:
    """Give members another role of the template.

    Raises:
        ActionRefused: Somebody is no member, or everybody has the role, or there is no such role.
    """
    group = read_group(acting.connection, group_id)
    named = _role(acting, group, role)
    members = _members(acting, group, people)
    others = [each for each in members if _role_of(each, acting.end).casefold() != named.casefold()]
    if not others:
        raise ActionRefused(f"{people_named([each.name for each in members])}: {named} already.")
    return _write(acting, group, Kind.ROLE, others, named)


def undo_membership(acting: Acting, entry: Entry) -> None:
    """Put a person's memberships in a group back.

    Raises:
        ActionRefused: They have changed since.
    """
    connection = acting.connection
    made = connection.execute(
        "SELECT role FROM membership WHERE id = ? AND person_id = ? AND added_at = ? AND removed_at IS NULL"
        " AND source = ?",
        (entry.made, entry.person_id, entry.moment, Source.MANUAL.value),
    ).fetchone()
    ended = connection.execute(
        "SELECT count(*) FROM membership WHERE id IN (SELECT value FROM json_each(?)) AND person_id = ?"
        " AND removed_at = ? AND removed_by = ?",
        (json.dumps([each.id for each in entry.ended]), entry.person_id, entry.moment, Source.MANUAL.value),
    ).fetchone()
    is_made = entry.made is None or (made is not None and made[0] == entry.after)
    if not is_made or ended[0] != len(entry.ended):
        group = read_group(connection, entry.group)
        raise ActionRefused(f"The members of {group.name} have changed since; nothing was undone.")
    connection.execute("DELETE FROM membership WHERE id = ?", (entry.made,))
    connection.executemany(
        "UPDATE membership SET removed_at = ?, removed_by = ? WHERE id = ?",
        [(each.removed_at, each.removed_by, each.id) for each in entry.ended],
    )


def _role(acting: Acting, group: Group, role: str) -> str:
    """The role as the template writes it."""
    rows = acting.connection.execute(
        "SELECT role FROM template_role WHERE template_id = ? ORDER BY position", (group.template_id,)
    )
    roles = [name for (name,) in rows]
    found = next((name for name in roles if name.casefold() == role.strip().casefold()), None)
    if found is None:
        raise ActionRefused(f"“{role.strip()}” is no role of this group. Roles are {listed(roles)}.")
    return str(found)


def _read(acting: Acting, group: Group, people: Sequence[int]) -> list[_Somebody]:
    """Whom an action is about, in the order that they were chosen."""
    chosen = list(dict.fromkeys(people))
    if not chosen:
        raise ActionRefused("Nobody was chosen; nothing was changed.")
    if len(chosen) > MOST_AT_ONCE:
        raise ActionRefused(f"At most {MOST_AT_ONCE} people at once; {len(chosen)} are selected.")
    wanted = json.dumps(chosen)
    rows: defaultdict[int, list[_Row]] = defaultdict(list)
    for row in acting.connection.execute(_ROWS, (group.id, wanted)):
        rows[row[1]].append(_Row(*row))
    found = {
        number: _Somebody(number, name, account_id, rows[number])
        for number, name, account_id in acting.connection.execute(_PEOPLE, (wanted,))
    }
    if len(found) < len(chosen):
        raise ActionRefused("Somebody of those is no longer in the workspace; nothing was changed.")
    return [found[number] for number in chosen]


def _members(acting: Acting, group: Group, people: Sequence[int]) -> list[_Somebody]:
    chosen = _read(acting, group, people)
    if others := [each.name for each in chosen if each.membership(acting.end) is None]:
        raise ActionRefused(f"Not in the group any more: {people_named(others)}. Nothing was changed.")
    return chosen


def _role_of(somebody: _Somebody, end: int) -> str:
    membership = somebody.membership(end)
    return "" if membership is None else membership.role


def _write(acting: Acting, group: Group, kind: Kind, people: Sequence[_Somebody], role: str | None) -> Done:
    """End what holds, begin what is wanted (``role`` None: nothing), score the group, and keep it in the log."""
    earlier = [at for each in people for row in each.rows for at in (row.added_at, row.removed_at)]
    moment = acting.moment_on_day(*earlier)
    entries = [_entry(acting, group, each, role, moment) for each in people]
    rescore_group(acting.connection, group.id, day_of(moment))
    recount_account(acting.connection, group.account_id)
    return done(acting.connection, write_log(acting, kind, entries))


def _entry(acting: Acting, group: Group, somebody: _Somebody, role: str | None, moment: int) -> Entry:
    membership = somebody.membership(acting.end)
    holding = [row for row in somebody.rows if holds(row.added_at, row.removed_at, acting.end)]
    acting.connection.executemany(
        "UPDATE membership SET removed_at = ?, removed_by = ? WHERE id = ?",
        [(moment, Source.MANUAL.value, row.id) for row in holding],
    )
    return Entry(
        group.id,
        somebody.id,
        None if membership is None else membership.role,
        role,
        moment,
        made=None if role is None else _begin(acting, group, somebody, role, moment),
        ended=tuple(Ended(row.id, row.removed_at, row.removed_by) for row in holding),
    )


def _begin(acting: Acting, group: Group, somebody: _Somebody, role: str, moment: int) -> int | None:
    ordinal = sum(row.added_at == moment for row in somebody.rows)
    return acting.connection.execute(
        "INSERT INTO membership (group_id, person_id, role, role_key, source, added_at, ordinal)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (group.id, somebody.id, role, role.casefold(), Source.MANUAL.value, moment, ordinal),
    ).lastrowid
