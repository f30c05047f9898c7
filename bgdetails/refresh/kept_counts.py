"""The dashboard's numbers as they are kept: rows of ``dashboard_count``, until a score of their day changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bgdetails.rules.counts import MonthCounts, PeopleCounts, RoleCoverage, RoleEngagement, Share, Standing

NOW, THEN = "now", "then"
"""Of a browsable day, and of one as it is seen from a later one."""
_PEOPLE = {NOW: "people", THEN: "people then"}
_MOMENTUM = "momentum"
_BETWEEN = "\x1f"
_READ = (
    "SELECT measure, key, n, total, mean FROM dashboard_count"
    " WHERE day = :day AND measure BETWEEN :kind || '.' AND :kind || '/' ORDER BY measure, position"
)
_DROP = "DELETE FROM dashboard_count WHERE day = :day AND measure BETWEEN :kind || '.' AND :kind || '/'"
_INSERT = "INSERT INTO dashboard_count (day, measure, position, key, n, total, mean) VALUES (?, ?, ?, ?, ?, ?, ?)"


class EmailCounts(NamedTuple):
    """An e-mail of a journey, and how many people it was sent to, reached, and who opened it and clicked."""

    asset: str
    sent: int
    delivered: int
    opened: int
    clicked: int


class FirstEmails(NamedTuple):
    """The first e-mails of a journey, and how many there are in all."""

    first: Sequence[EmailCounts]
    total: int


_EMAIL_COUNTS = EmailCounts._fields[1:]


class _Count(NamedTuple):
    """A kept number."""

    key: str | None
    n: int
    total: int | None = None
    mean: float | None = None


_Counts = dict[str, list[_Count]]


def keep_standing(connection: sqlite3.Connection, day: int, kind: str, standing: Standing) -> None:
    """Keep where groups stand on ``day``; ``kind``: ``NOW`` or ``THEN``."""
    stagnant = [] if standing.stagnant is None else [standing.stagnant]
    _keep(
        connection,
        day,
        kind,
        {
            "all": _numbers((standing.groups, standing.accounts, standing.engaged)),
            "stagnant": _numbers(stagnant),
            "engagement": _numbers(standing.engagement),
            "completeness": _numbers((*standing.completeness, standing.without_completeness)),
            "stage": [_Count(stage, n) for stage, n in standing.stages],
            "interest": [_Count(interest, n) for interest, n in standing.interests],
        },
    )


def kept_standing(connection: sqlite3.Connection, day: int, kind: str) -> Standing | None:
    """What was kept; None: nothing."""
    counts = _kept(connection, day, kind)
    if "all" not in counts:
        return None
    groups, accounts, engaged = (count.n for count in counts["all"])
    *completeness, without = (count.n for count in counts["completeness"])
    return Standing(
        groups=groups,
        accounts=accounts,
        engaged=engaged,
        engagement=tuple(count.n for count in counts["engagement"]),
        completeness=tuple(completeness),
        without_completeness=without,
        stages=tuple((count.key, count.n) for count in counts.get("stage", ())),
        interests=tuple((count.key or "", count.n) for count in counts.get("interest", ())),
        stagnant=next((count.n for count in counts.get("stagnant", ())), None),
    )


def keep_people(connection: sqlite3.Connection, day: int, kind: str, people: PeopleCounts) -> None:
    """Keep what is told of people on ``day``; ``kind`` as above."""
    months = people.months
    _keep(
        connection,
        day,
        _PEOPLE[kind],
        {
            "accounts": [_share(None, people.accounts), *(_share(each.month, each.accounts) for each in months)],
            "people": [_share(None, people.people), *(_share(each.month, each.people) for each in months)],
            "groups": [_share(each.month, each.groups) for each in months],
            "acquired": [_Count(each.month, each.acquired) for each in months],
            "role": [_Count(each.role, each.people, mean=each.mean) for each in people.roles],
            "coverage": [_Count(f"{each.interest}{_BETWEEN}{each.role}", each.people) for each in people.coverage],
            "overlap": [_Count(str(groups), n) for groups, n in people.overlap],
            "overlap accounts": [_Count(None, people.overlap_accounts)],
        },
    )


def kept_people(connection: sqlite3.Connection, day: int, kind: str) -> PeopleCounts | None:
    """What was kept; None: nothing."""
    counts = _kept(connection, day, _PEOPLE[kind])
    if not counts:
        return None
    accounts, people = counts["accounts"], counts["people"]
    return PeopleCounts(
        accounts=_shared(accounts[0]),
        people=_shared(people[0]),
        months=tuple(
            MonthCounts(each.key or "", each.n, _shared(of_accounts), _shared(of_groups), _shared(of_people))
            for each, of_accounts, of_groups, of_people in zip(
                counts["acquired"], accounts[1:], counts["groups"], people[1:], strict=True
            )
        ),
        roles=tuple(RoleEngagement(each.key or "", each.n, each.mean or 0.0) for each in counts.get("role", ())),
        coverage=tuple(_coverage(each) for each in counts.get("coverage", ())),
        overlap=tuple((int(each.key or 0), each.n) for each in counts.get("overlap", ())),
        overlap_accounts=counts["overlap accounts"][0].n,
    )


def keep_has_momentum(connection: sqlite3.Connection, day: int) -> None:
    """Keep that accounts have their momentum of a day whose rows Browse does not have."""
    _keep(connection, day, _MOMENTUM, {"all": [_Count(None, 1)]})


def has_momentum(connection: sqlite3.Connection, day: int) -> bool:
    """Whether that was kept; no more as soon as a score of the day has changed."""
    return bool(_kept(connection, day, _MOMENTUM))


def keep_emails(connection: sqlite3.Connection, day: int, journey: int, emails: FirstEmails) -> None:
    """Keep how many people the e-mails of a journey were sent to and what these did, as of ``day``."""
    counts = {
        measure: [_Count(email.asset, getattr(email, measure)) for email in emails.first] for measure in _EMAIL_COUNTS
    }
    _keep(connection, day, f"journey {journey}", {"all": [_Count(None, emails.total)], **counts})


def kept_emails(connection: sqlite3.Connection, day: int, journey: int) -> FirstEmails | None:
    """What was kept; None: nothing."""
    counts = _kept(connection, day, f"journey {journey}")
    if "all" not in counts:
        return None
    columns = [[count.n for count in counts.get(measure, ())] for measure in _EMAIL_COUNTS]
    names = [count.key or "" for count in counts.get(_EMAIL_COUNTS[0], ())]
    return FirstEmails(list(map(EmailCounts, names, *columns)), counts["all"][0].n)


def _numbers(values: Iterable[int]) -> list[_Count]:
    return [_Count(None, n) for n in values]


def _share(key: str | None, share: Share) -> _Count:
    return _Count(key, share.engaged, share.total)


def _shared(count: _Count) -> Share:
    return Share(count.n, count.total or 0)


def _coverage(count: _Count) -> RoleCoverage:
    interest, _, role = (count.key or "").partition(_BETWEEN)
    return RoleCoverage(interest, role, count.n)


def _keep(connection: sqlite3.Connection, day: int, kind: str, counts: _Counts) -> None:
    connection.execute(_DROP, {"day": day, "kind": kind})
    connection.executemany(_INSERT, list(_rows(day, kind, counts)))


def _rows(day: int, kind: str, counts: _Counts) -> Iterator[Sequence[object]]:
    for measure, each in counts.items():
        for position, count in enumerate(each):
            yield (day, f"{kind}.{measure}", position, *count)


def _kept(connection: sqlite3.Connection, day: int, kind: str) -> _Counts:
    found: _Counts = {}
    for measure, *count in connection.execute(_READ, {"day": day, "kind": kind}):
        found.setdefault(measure.partition(".")[2], []).append(_Count(*count))
    return found
