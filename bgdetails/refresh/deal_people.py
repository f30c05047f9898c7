"""Whom the checks of many deals are over, and how many of them are what (docs/model.md, deal check)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bgdetails.refresh.among import Among, Chosen, condition, parameters
from bgdetails.refresh.columns import Integers, integers
from bgdetails.rules.deals import CHAMPION_KEY, DECISION_MAKER_KEY, DealPeople, mapped_role, mapped_roles
from bgdetails.store.account_people import FIRST_KEPT, ID_BYTES

Flags = NDArray[np.bool_]
"""For everybody, by our id of the person."""

_DECISION_MAKER, _CHAMPION = 1, 2
_BITS = {DECISION_MAKER_KEY: _DECISION_MAKER, CHAMPION_KEY: _CHAMPION}
# The few hidden people are looked up once, and not each person.
_SHOWN = "person_id NOT IN (SELECT id FROM person WHERE hidden = 1)"
_CONTACTS = f"SELECT opportunity_id, person_id, role FROM opportunity_contact_role WHERE NOT deleted AND {_SHOWN}"
_OF_ACCOUNTS = f"{_CONTACTS} AND opportunity_id IN (SELECT id FROM opportunity WHERE {{accounts}})"
# Of several rows of a person in a group that hold, the last one in this order is the membership (rules.membership).
_MEMBERS = f"""
SELECT group_concat(group_id), group_concat(person_id), group_concat(roles) FROM (
  SELECT m.group_id, m.person_id,
    CASE m.role_key WHEN '{DECISION_MAKER_KEY}' THEN {_DECISION_MAKER} WHEN '{CHAMPION_KEY}' THEN {_CHAMPION} ELSE 0 END
    AS roles
  FROM json_each(:groups) wanted JOIN membership m ON m.group_id = wanted.value
  WHERE (m.added_at IS NULL OR m.added_at <= :end) AND (m.removed_at IS NULL OR m.removed_at > :end) AND {_SHOWN}
  ORDER BY m.group_id, m.person_id, m.added_at NULLS FIRST, m.id
)
"""


class Involved(Struct, frozen=True):
    """People by the place of what they are involved in; one may be there several times. ``roles`` are bits."""

    places: Integers
    people: Integers
    roles: Integers


def contacts(
    connection: sqlite3.Connection, opportunity_roles: Mapping[str, str], places: Mapping[int, int], among: Among
) -> Involved:
    """Everybody with a contact role on the opportunities that have a place, of whatever account the person is.

    Args:
        connection: A connection to the workspace.
        opportunity_roles: Roles by what the CRM calls them.
        places: Opportunity -> its place.
        among: The accounts that the opportunities are of.
    """
    mapped = mapped_roles(opportunity_roles)
    bits: dict[str | None, int] = {}
    rows: list[tuple[int, int, int]] = []
    query = _CONTACTS
    values: tuple[object, ...] = ()
    if isinstance(among, Chosen):
        query, values = _OF_ACCOUNTS.format(accounts=condition("account_id", among)), parameters(among)
    for opportunity_id, person_id, role in connection.execute(query, values):
        place = places.get(opportunity_id)
        if place is None:
            continue
        if role not in bits:
            bits[role] = _BITS.get((mapped_role(role, mapped) or "").casefold(), 0)
        rows.append((place, person_id, bits[role]))
    columns = np.array(rows, np.int64).reshape(-1, 3).T
    return Involved(columns[0], columns[1], columns[2])


def members(connection: sqlite3.Connection, of_groups: Sequence[Sequence[int]], end: int) -> Involved:
    """The members at ``end`` of some groups; the place is that in ``of_groups``."""
    wanted = sorted({group for groups in of_groups for group in groups})
    row = connection.execute(_MEMBERS, {"groups": json.dumps(wanted), "end": end}).fetchone()
    groups, people, roles = map(integers, row)
    last = np.flatnonzero((groups[1:] != groups[:-1]) | (people[1:] != people[:-1]))
    held = np.append(last, len(groups) - 1) if len(groups) else last
    groups, people, roles = groups[held], people[held], roles[held]
    starts = np.searchsorted(groups, wanted, "left").tolist()
    ends = np.searchsorted(groups, wanted, "right").tolist()
    ranges = dict(zip(wanted, zip(starts, ends, strict=True), strict=True))
    # Of all groups of a place the rows, one after the other.
    rows = [np.arange(*ranges[group]) for groups_of in of_groups for group in groups_of]
    sizes = [ranges[group][1] - ranges[group][0] for groups_of in of_groups for group in groups_of]
    owners = [place for place, groups_of in enumerate(of_groups) for _ in groups_of]
    found = np.concatenate(rows) if rows else np.zeros(0, np.int64)
    places = np.repeat(np.array(owners, np.int64), np.array(sizes, np.int64))
    return Involved(places, people[found], roles[found])


def together(involved: Involved, everybody: int) -> Involved:
    """Everybody once in a place: somebody with several roles is one person with all of them.

    Args:
        involved: People in places.
        everybody: More than the largest id of a person.
    """
    pairs, inverse = np.unique(involved.places * everybody + involved.people, return_inverse=True)
    roles = np.zeros(len(pairs), np.int64)
    np.bitwise_or.at(roles, inverse, involved.roles)
    return Involved(*np.divmod(pairs, everybody), roles)


def count(
    involved: Involved, size: int, engaged: Flags, silent: Flags, *, from_groups: bool = False
) -> list[DealPeople]:
    """``rules.deals.count_people`` for ``size`` places at once, of people each of whom is in a place once."""
    places, people, roles = involved.places, involved.people, involved.roles
    decides, champions, active = (roles & _DECISION_MAKER) > 0, (roles & _CHAMPION) > 0, engaged[people]
    kinds = {
        "people": np.ones(len(people), bool),
        "decision_makers": decides,
        "engaged_decision_makers": decides & active,
        "champions": champions,
        "engaged_champions": champions & active,
        "engaged": active,
        "silent": silent[people],
    }
    columns = [np.bincount(places[kind], minlength=size).tolist() for kind in kinds.values()]
    return [
        DealPeople(**dict(zip(kinds, numbers, strict=True)), from_groups=from_groups)
        for numbers in zip(*columns, strict=True)
    ]


def first(involved: Involved, size: int, units: Integers, by_name: Integers) -> list[bytes]:
    """The first people of each place in the order in which a check lists them, as a cell.

    Args:
        involved: People, each of them in a place once.
        size: The number of places.
        units: Everybody's units, by our id of the person.
        by_name: The same for the place in the order of names.
    """
    places, people, roles = involved.places, involved.people, involved.roles
    decides, champions = (roles & _DECISION_MAKER) > 0, (roles & _CHAMPION) > 0
    order = np.lexsort((by_name[people], -units[people], ~champions, ~decides, places))
    joined = people[order].astype("<u4").tobytes()
    bounds = np.searchsorted(places[order], np.arange(size + 1)).tolist()
    limits = ((start, min(end, start + FIRST_KEPT)) for start, end in pairwise(bounds))
    return [joined[start * ID_BYTES : end * ID_BYTES] for start, end in limits]
