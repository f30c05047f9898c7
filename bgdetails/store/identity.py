"""Which record a name means, and which of its names a record shows (docs/formats.md, ids)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct
from sqlalchemy import text
from sqlmodel import Session

from bgdetails.store.public_ids import SOURCES, assign_public_ids

__all__ = ["AmbiguousSubject", "UnknownSubject", "assign_public_ids", "public_id_of", "resolve"]

_SHOWN = 5


class UnknownSubject(Exception):  # noqa: N818 - it is news, not a fault
    """Nothing of that kind has the name; the text is one sentence, with what is near."""


class AmbiguousSubject(Exception):  # noqa: N818
    """Several records have the name; the text is one sentence that lists them."""


class _Candidate(Struct, frozen=True):
    id: int
    public_id: str
    name: str
    place: str | None = None


class _Kind(Struct, frozen=True):
    """How records of a kind are found: what they are called, the columns of a candidate, where from."""

    word: str
    columns: str
    source: str
    visible: str = "NOT t.hidden"
    has_ids: bool = True


_KINDS = {
    "account": _Kind("account", "t.id, t.public_id, t.name, t.country", "account t"),
    "person": _Kind(
        "person", "t.id, t.public_id, t.name, a.name", "person t LEFT JOIN account a ON a.id = t.account_id"
    ),
    "journey": _Kind("journey", "t.id, t.public_id, t.name, t.status", "journey t"),
    "template": _Kind("roles template", "t.id, t.name, t.name, t.status", "roles_template t", "TRUE", has_ids=False),
    "interest": _Kind("solution interest", "t.id, t.name, t.name, NULL", "solution_interest t", "TRUE", has_ids=False),
    "stage-model": _Kind("stage model", "t.id, t.name, t.name, NULL", "stage_model t", "TRUE", has_ids=False),
}
_GROUP = _Kind(
    "buying group",
    "t.id, t.public_id, coalesce(t.name, i.name || ' for ' || a.name), a.name",
    "buying_group t JOIN account a ON a.id = t.account_id JOIN solution_interest i ON i.id = t.interest_id",
)


def resolve(session: Session, kind: str, name: str) -> int:
    """The record that ``name`` means.

    Args:
        session: A session that reads.
        kind: group, account, person, journey, template, interest or stage-model.
        name: An id of any source (15 or 18 characters for Salesforce), ``source:id``, or the exact name; case is no
            difference in a name.

    Returns:
        Our id of the record.

    Raises:
        UnknownSubject: Nothing has that name.
        AmbiguousSubject: Several records have it.
    """
    wanted = name.strip()
    described = _GROUP if kind == "group" else _KINDS[kind]
    ways: list[Callable[[], Sequence[_Candidate]]] = []
    if described.has_ids:
        ways += [
            lambda: _select(session, described, "t.public_id = :id", id=wanted),
            lambda: _by_external_id(session, kind, described, wanted),
        ]
    ways.append(lambda: _by_name(session, described, wanted))
    for way in ways:
        found = {candidate.id: candidate for candidate in way()}
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise AmbiguousSubject(_ambiguous(described, wanted, list(found.values())))
    raise UnknownSubject(_unknown(session, described, wanted))


def public_id_of(session: Session, kind: str, name: str) -> str:
    """The id that the record shows which ``name`` means, or its name where its kind has no ids.

    Arguments and errors are those of ``resolve``.
    """
    described = _GROUP if kind == "group" else _KINDS[kind]
    return _select(session, described, "t.id = :id", id=resolve(session, kind, name))[0].public_id


def _by_external_id(session: Session, kind: str, described: _Kind, name: str) -> Sequence[_Candidate]:
    source, colon, rest = name.partition(":")
    wanted = {(each, name) for each in SOURCES}
    if colon and source.casefold() in SOURCES:
        wanted.add((source.casefold(), rest))
    if full := salesforce_18(name):
        wanted.add(("salesforce", full))
    found: list[_Candidate] = []
    for each, external_id in sorted(wanted):
        number = session.execute(
            text("SELECT record_id FROM external_id WHERE kind = :kind AND source = :source AND external_id = :id"),
            {"kind": kind, "source": each, "id": external_id},
        ).scalar()
        if number is not None:
            found += _select(session, described, "t.id = :id", id=number)
    return found


def _by_name(session: Session, described: _Kind, name: str) -> Sequence[_Candidate]:
    key = name.casefold()
    if described is not _GROUP:
        return _select(session, described, "t.name_key = :key", key=key)
    numbers = set(_groups_called(session, key))
    for split in re.finditer(" for ", key):
        numbers.update(_groups_of(session, key[: split.start()], key[split.end() :]))
    return [found for number in sorted(numbers) for found in _select(session, described, "t.id = :id", id=number)]


def _groups_of(session: Session, interest: str, account: str) -> Sequence[int]:
    """Groups without a name of their own, which are called by their interest and account."""
    return (
        session.execute(
            text(
                "SELECT g.id FROM account a JOIN buying_group g ON g.account_id = a.id AND g.name IS NULL"
                " JOIN solution_interest i ON i.id = g.interest_id"
                " WHERE a.name_key = :account AND i.name_key = :interest"
            ),
            {"account": account, "interest": interest},
        )
        .scalars()
        .all()
    )


def _groups_called(session: Session, key: str) -> Sequence[int]:
    """Groups with a name of their own: through the index of the rows that Browse shows, where there are any."""
    day = session.execute(text("SELECT max(day) FROM score_day WHERE browsable")).scalar()
    if day is not None:
        found = session.execute(
            text("SELECT group_id FROM group_row WHERE day = :day AND name_key = :key"), {"day": day, "key": key}
        )
        return found.scalars().all()
    named = session.execute(text("SELECT id, name FROM buying_group WHERE name IS NOT NULL"))
    return [number for number, name in named if name.casefold() == key]


def salesforce_18(name: str) -> str | None:
    """The 18 characters of a Salesforce id of 15; None where ``name`` is no such id."""
    if not re.fullmatch("[0-9A-Za-z]{15}", name):
        return None
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    parts = (name[start : start + 5] for start in (0, 5, 10))
    return name + "".join(
        letters[sum(letter.isupper() << place for place, letter in enumerate(part))] for part in parts
    )


def _select(session: Session, described: _Kind, condition: str, limit: int = 50, **values: object) -> list[_Candidate]:
    statement = (
        f"SELECT {described.columns} FROM {described.source} WHERE ({condition}) AND {described.visible} LIMIT {limit}"
    )
    return [_Candidate(*row) for row in session.execute(text(statement), values)]


def _ambiguous(described: _Kind, name: str, found: list[_Candidate]) -> str:
    shown = "; ".join(_described(candidate) for candidate in found[:_SHOWN])
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    several = "people" if described.word == "person" else f"{described.word}s"
    return f"“{name}” fits {len(found)} {several}, say which by its id: {shown}{more}."


def _unknown(session: Session, described: _Kind, name: str) -> str:
    sentence = f"There is no {described.word} “{name}”"
    near = _near(session, described, name)
    if not near:
        return f"{sentence}: give an id or the exact name."
    return f"{sentence}; near it: {'; '.join(_described(candidate) for candidate in near)}."


def _near(session: Session, described: _Kind, name: str) -> list[_Candidate]:
    """Records whose name begins like it."""
    start = name.casefold()[: max(3, len(name) // 2)]
    bounds: dict[str, object] = {"key": start, "end": start + "\U0010ffff"}
    if described is not _GROUP:
        return _select(session, described, "t.name_key >= :key AND t.name_key < :end", _SHOWN, **bounds)
    day = session.execute(text("SELECT max(day) FROM score_day WHERE browsable")).scalar()
    rows = "SELECT group_id FROM group_row WHERE day = :day AND name_key >= :key AND name_key < :end LIMIT 5"
    return _select(session, described, f"t.id IN ({rows})", _SHOWN, day=day, **bounds)


def _described(candidate: _Candidate) -> str:
    name = candidate.name if candidate.name != candidate.public_id else ""
    place = f"{name}, {candidate.place}" if name and candidate.place else name or candidate.place
    return f"{candidate.public_id} ({place})" if place else candidate.public_id
