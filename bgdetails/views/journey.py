"""Journey details."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, distinct, func, literal, select, true
from sqlmodel import Session

from bgdetails.refresh.dashboard import counted_once
from bgdetails.refresh.journeys import count_journeys
from bgdetails.refresh.kept_counts import EmailCounts, FirstEmails, keep_emails, kept_emails
from bgdetails.store.account_people import unpack_people
from bgdetails.store.activity_types import EMAIL_TYPES
from bgdetails.store.tables import (
    Account,
    AccountJourney,
    Activity,
    ActivityType,
    Journey,
    JourneyEmail,
    JourneyScore,
    Person,
    Workspace,
)
from bgdetails.store.times import MICROS_PER_DAY, day_of, end_of_day, from_day, from_micros, to_day
from bgdetails.store.workspace import OpenWorkspace
from bgdetails.views.pages import EmailAsset, JourneyAccount, JourneyPage
from bgdetails.views.scoring import scoring_of
from bgdetails.views.statements import DAY, END, IS_REFRESHED, SUBJECT, WANTED, Query, sqlite_of, table, unindexed
from bgdetails.views.values import SubjectGone

EMAILS_KEPT = 100

_journey, _entry, _account = table(Journey).c, table(AccountJourney), table(Account)
_person, _score = table(Person), table(JourneyScore).c
_activity, _type = table(Activity), table(ActivityType)
_workspace = table(Workspace).c

_HEAD = Query(
    select(
        _journey.public_id,
        _journey.name,
        _journey.status,
        _journey.description,
        _journey.published_at,
        _journey.ends_at,
    ).where(_journey.id == SUBJECT, ~_journey.hidden)
)
# Each account by its latest entry: in this order it is the last one met. Who leaves after the day is still there. The
# few hidden accounts are looked up once.
_entries = (
    select(_entry.c.account_id, _entry.c.status, _entry.c.entered_at, case((_entry.c.left_at <= END, _entry.c.left_at)))
    .where(_entry.c.entered_at <= END)
    .order_by(_entry.c.entered_at, _entry.c.id)
)
_ENTRIES = Query(
    _entries.where(
        _entry.c.journey_id == SUBJECT,
        _entry.c.account_id.not_in(select(_account.c.id).where(_account.c.hidden == true())),
    )
)
_SOME_ENTRIES = Query(_entries.where(_entry.c.account_id.in_(WANTED), unindexed(_entry.c.journey_id) == SUBJECT))
_ACCOUNTS = Query(
    select(_account.c.id, _account.c.public_id, _account.c.name, _account.c.name_key).where(_account.c.id.in_(WANTED))
)
_COUNTS = Query(
    select(
        _score.accounts,
        _score.completed,
        _score.in_progress,
        _score.aborted,
        _score.durations,
        _score.duration_micros,
        _score.accounts_engaged,
        _score.people_engaged,
        _score.weeks,
        _score.first,
    ).where(_score.day == DAY, _score.journey_id == SUBJECT, IS_REFRESHED)
)

# Each of the four counts people, so that nobody who opens twice makes an open rate above 100 %.
_EMAILS = Query(
    select(
        func.coalesce(_activity.c.asset, _activity.c.subject, _activity.c.campaign, "Without a name").label("called"),
        *(
            func.count(distinct(case((_type.c.name_key == key, _activity.c.person_id)))).label(key.split()[1])
            for key in EMAIL_TYPES
        ),
    )
    .select_from(
        _activity.join(_type, _type.c.id == _activity.c.type_id).join(_person, _person.c.id == _activity.c.person_id)
    )
    .where(
        _activity.c.journey_id == SUBJECT,
        _activity.c.at <= END,
        ~_person.c.hidden,
        _type.c.name_key.in_([literal(key) for key in EMAIL_TYPES]),
    )
    .group_by("called")
)
# Where activities lie in a lake, the store has but the latest: what the whole lake says is kept, as of one day.
_kept = table(JourneyEmail).c
_LAKE = Query(select(_workspace.lake, _workspace.lake_day))
_KEPT_EMAILS = Query(
    select(_kept.asset, _kept.sent, _kept.delivered, _kept.opened, _kept.clicked).where(_kept.journey_id == SUBJECT)
)


class _Counts(NamedTuple):
    """A row of ``journey_score``."""

    accounts: int = 0
    completed: int = 0
    in_progress: int = 0
    aborted: int = 0
    durations: int = 0
    duration_micros: int = 0
    accounts_engaged: int = 0
    people_engaged: int = 0
    weeks: str = "[]"
    first: bytes = b""


class JourneyEmails(NamedTuple):
    """The first e-mails of a journey, and how many more there are; None: they lie in a lake read as of another day."""

    first: tuple[EmailAsset, ...] | None
    more: int


class _Entry(NamedTuple):
    """An account's latest entry into a journey, by our id of the account."""

    account_id: int
    status: str | None
    entered_at: int
    left_at: int | None


def load_journey(session: Session, journey_id: int, as_of: date, *, with_emails: bool = True) -> JourneyPage:
    """The page of a journey as of a day for which scores are kept.

    Without e-mails, which are counted from all activities of the journey, it comes a hundred times sooner, and has the
    first accounts only.
    """
    scoring = scoring_of(session, as_of)
    head = _HEAD.first(session, subject=journey_id)
    if head is None:
        raise SubjectGone("journey")
    public_id, name, status, description, published_at, ends_at = head
    counts = _counts(session, journey_id, scoring.day)
    accounts = accounts_in(session, journey_id, scoring.end, None if with_emails else counts.first)
    return JourneyPage(
        id=public_id,
        name=name,
        status=status,
        description=description,
        published_at=from_micros(published_at),
        ends_at=from_micros(ends_at),
        completed=counts.completed,
        in_progress=counts.in_progress,
        aborted=counts.aborted,
        completion_rate=counts.completed / counts.accounts if counts.accounts else None,
        average_days=counts.duration_micros / counts.durations / MICROS_PER_DAY if counts.durations else None,
        accounts_engaged=counts.accounts_engaged,
        people_engaged=counts.people_engaged,
        completions=_completions(dict(json.loads(counts.weeks)), scoring.day),
        emails=load_emails(session, journey_id, as_of) if with_emails else (),
        account_list=accounts,
        more_accounts=counts.accounts - len(accounts),
        as_of=as_of,
        has_emails=with_emails,
    )


def _counts(session: Session, journey_id: int, day: int) -> _Counts:
    """What is kept of the journey, else what a refresh would keep."""
    kept = _COUNTS.first(session, subject=journey_id, day=day)
    if kept is not None:
        return _Counts(*kept)
    counted = count_journeys(sqlite_of(session), day, (journey_id, journey_id))
    return _Counts(*counted[0][2:]) if counted else _Counts()  # type: ignore[arg-type]


def accounts_in(session: Session, journey_id: int, end: int, first: bytes | None) -> tuple[JourneyAccount, ...]:
    """The accounts of a journey by the end of a day: last entered, then by name, then id; ``first``: these alone."""
    if first is None:
        rows = _ENTRIES.rows(session, subject=journey_id, end=end)
    else:
        rows = _SOME_ENTRIES.rows(session, subject=journey_id, end=end, wanted=json.dumps(unpack_people(first)))
    entries = [*map(_Entry._make, {row[0]: row for row in rows}.values())]
    wanted = json.dumps([entry.account_id for entry in entries])
    names = {number: (key, public_id, name) for number, public_id, name, key in _ACCOUNTS.rows(session, wanted=wanted)}
    ordered = sorted(entries, key=lambda entry: (-entry.entered_at, *names[entry.account_id][:2]))
    return tuple(_account_line(entry, *names[entry.account_id][1:], end) for entry in ordered)


def _account_line(entry: _Entry, public_id: str, name: str, end: int) -> JourneyAccount:
    until = end if entry.left_at is None else entry.left_at
    return JourneyAccount(
        id=public_id,
        name=name,
        status=entry.status,
        entered_at=from_micros(entry.entered_at),
        left_at=from_micros(entry.left_at),
        days=day_of(until) - day_of(entry.entered_at),
    )


def _completions(weeks: Mapping[int, int], day: int) -> tuple[tuple[date, int], ...]:
    """Accounts completed for each week from the first completion to the scoring day, by its Monday."""
    if not weeks:
        return ()
    return tuple((from_day(monday), weeks.get(monday, 0)) for monday in range(min(weeks), day + 1, 7))


def count_emails(workspace: OpenWorkspace, journey_id: int, as_of: date) -> JourneyEmails:
    """The first e-mails of a journey, counted once: all that was sent is gone through for them."""
    day = to_day(as_of)
    with workspace.reading() as session:
        if _LAKE.first(session) != (None, None):
            return _first_emails(load_emails(session, journey_id, as_of))

    def count(_connection: sqlite3.Connection) -> FirstEmails:
        with workspace.reading() as session:
            emails = load_emails(session, journey_id, as_of) or ()
        first = [
            EmailCounts(each.asset, each.sent, each.delivered, each.opened, each.clicked)
            for each in emails[:EMAILS_KEPT]
        ]
        return FirstEmails(first, len(emails))

    emails = counted_once(
        workspace,
        lambda connection: kept_emails(connection, day, journey_id),
        count,
        lambda connection, found: keep_emails(connection, day, journey_id, found),
    )
    return JourneyEmails(tuple(EmailAsset(*email) for email in emails.first), emails.total - len(emails.first))


def _first_emails(emails: Sequence[EmailAsset] | None) -> JourneyEmails:
    if emails is None:
        return JourneyEmails(None, 0)
    return JourneyEmails(tuple(emails[:EMAILS_KEPT]), max(len(emails) - EMAILS_KEPT, 0))


def load_emails(session: Session, journey_id: int, as_of: date) -> tuple[EmailAsset, ...] | None:
    """The e-mails of a journey by people sent to, most first, then name; None: not known as of that day."""
    lake, lake_day = _LAKE.first(session) or (None, None)
    if lake is None:
        rows = _EMAILS.rows(session, subject=journey_id, end=end_of_day(to_day(as_of)))
    elif lake_day == to_day(as_of):
        rows = _KEPT_EMAILS.rows(session, subject=journey_id)
    else:
        return None
    return tuple(EmailAsset(*row) for row in sorted(rows, key=lambda row: (-row[1], row[0].casefold(), row[0])))
