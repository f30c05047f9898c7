"""Journey details."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, distinct, func, literal, select, true
from sqlmodel import Session

from bgdetails.refresh.dashboard import counted_once
from bgdetails.refresh.kept_counts import EmailCounts, keep_emails, kept_emails
from bgdetails.store.tables import (
    Account,
    AccountJourney,
    AccountPeople,
    Activity,
    ActivityType,
    Journey,
    Person,
)
from bgdetails.store.times import MICROS_PER_DAY, day_of, end_of_day, from_day, from_micros, to_day
from bgdetails.store.workspace import OpenWorkspace
from bgdetails.views.pages import EmailAsset, JourneyAccount, JourneyPage
from bgdetails.views.scoring import scoring_of
from bgdetails.views.statements import DAY, END, SUBJECT, WANTED, Query, table
from bgdetails.views.values import SubjectGone

EMAILS_KEPT = ACCOUNTS_LISTED = 100
COMPLETED, IN_PROGRESS, ABORTED = "Completed", "In progress", "Aborted"

_journey, _entry, _account = table(Journey).c, table(AccountJourney), table(Account)
_person, _people = table(Person), table(AccountPeople).c
_activity, _type = table(Activity), table(ActivityType)

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
_ENTRIES = Query(
    select(
        _entry.c.account_id,
        _entry.c.status,
        _entry.c.entered_at,
        case((_entry.c.left_at <= END, _entry.c.left_at)),
    )
    .where(
        _entry.c.journey_id == SUBJECT,
        _entry.c.entered_at <= END,
        _entry.c.account_id.not_in(select(_account.c.id).where(_account.c.hidden == true())),
    )
    .order_by(_entry.c.entered_at, _entry.c.id)
)
_ACCOUNTS = Query(
    select(_account.c.id, _account.c.public_id, _account.c.name, _account.c.name_key).where(_account.c.id.in_(WANTED))
)
# An account counts its own active people (store/tables, account_people): nobody is looked at here.
_ENGAGED = Query(
    select(func.count(), func.coalesce(func.sum(_people.active), 0)).where(
        _people.day == DAY,
        _people.active > 0,
        _people.account_id.in_(
            select(_entry.c.account_id).where(_entry.c.journey_id == SUBJECT, _entry.c.entered_at <= END)
        ),
    )
)

_EMAIL_TYPES = ("email sent", "email delivered", "email opened", "email clicked")
# Each of the four counts people, so that nobody who opens twice makes an open rate above 100 %.
_EMAILS = Query(
    select(
        func.coalesce(_activity.c.asset, _activity.c.subject, _activity.c.campaign, "Without a name").label("called"),
        *(
            func.count(distinct(case((_type.c.name_key == key, _activity.c.person_id)))).label(key.split()[1])
            for key in _EMAIL_TYPES
        ),
    )
    .select_from(
        _activity.join(_type, _type.c.id == _activity.c.type_id).join(_person, _person.c.id == _activity.c.person_id)
    )
    .where(
        _activity.c.journey_id == SUBJECT,
        _activity.c.at <= END,
        ~_person.c.hidden,
        _type.c.name_key.in_([literal(key) for key in _EMAIL_TYPES]),
    )
    .group_by("called")
)


class _Entry(NamedTuple):
    """An account's latest entry into a journey, by our id of the account."""

    account_id: int
    status: str | None
    entered_at: int
    left_at: int | None

    @property
    def is_in(self) -> bool:
        """Still in the journey at the end of the day."""
        return self.status in (None, IN_PROGRESS) and self.left_at is None


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
    rows = _ENTRIES.rows(session, subject=journey_id, end=scoring.end)
    entries = [*map(_Entry._make, {row[0]: row for row in rows}.values())]
    accounts = _first(session, entries, scoring.end, None if with_emails else ACCOUNTS_LISTED)
    completed = [entry for entry in entries if entry.status == COMPLETED]
    days = [(entry.left_at - entry.entered_at) / MICROS_PER_DAY for entry in completed if entry.left_at is not None]
    accounts_engaged, people_engaged = _ENGAGED.first(
        session, subject=journey_id, day=scoring.day, end=scoring.end
    ) or (0, 0)
    return JourneyPage(
        id=public_id,
        name=name,
        status=status,
        description=description,
        published_at=from_micros(published_at),
        ends_at=from_micros(ends_at),
        completed=len(completed),
        in_progress=sum(entry.is_in for entry in entries),
        aborted=sum(entry.status == ABORTED for entry in entries),
        completion_rate=len(completed) / len(entries) if entries else None,
        average_days=sum(days) / len(days) if days else None,
        accounts_engaged=accounts_engaged,
        people_engaged=people_engaged,
        completions=_completions(completed, as_of),
        emails=load_emails(session, journey_id, as_of) if with_emails else (),
        account_list=accounts,
        more_accounts=len(entries) - len(accounts),
        as_of=as_of,
        has_emails=with_emails,
    )


def _first(session: Session, entries: Sequence[_Entry], end: int, most: int | None) -> tuple[JourneyAccount, ...]:
    """Who entered last, then by name, then id; names are looked up only of those who may be among the first."""
    if most is not None and len(entries) > most:
        since = sorted((entry.entered_at for entry in entries), reverse=True)[most - 1]
        entries = [entry for entry in entries if entry.entered_at >= since]
    wanted = json.dumps([entry.account_id for entry in entries])
    names = {number: (key, public_id, name) for number, public_id, name, key in _ACCOUNTS.rows(session, wanted=wanted)}
    ordered = sorted(entries, key=lambda entry: (-entry.entered_at, *names[entry.account_id][:2]))
    return tuple(_account_line(entry, *names[entry.account_id][1:], end) for entry in ordered[:most])


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


def _completions(completed: Sequence[_Entry], as_of: date) -> tuple[tuple[date, int], ...]:
    """Accounts completed for each week from the first completion to the scoring day."""
    days = (day_of(entry.left_at) for entry in completed if entry.left_at is not None)
    weeks = Counter(day - from_day(day).weekday() for day in days if day <= to_day(as_of))
    if not weeks:
        return ()
    mondays = range(min(weeks), to_day(as_of) + 1, 7)
    return tuple((from_day(monday), weeks[monday]) for monday in mondays)


def count_emails(workspace: OpenWorkspace, journey_id: int, as_of: date) -> tuple[EmailAsset, ...]:
    """The first e-mails of a journey, counted once: all that was sent is gone through for them."""
    day = to_day(as_of)

    def count(_connection: sqlite3.Connection) -> list[EmailCounts]:
        with workspace.reading() as session:
            emails = load_emails(session, journey_id, as_of)
        return [
            EmailCounts(each.asset, each.sent, each.delivered, each.opened, each.clicked)
            for each in emails[:EMAILS_KEPT]
        ]

    emails = counted_once(
        workspace,
        lambda connection: kept_emails(connection, day, journey_id),
        count,
        lambda connection, found: keep_emails(connection, day, journey_id, found),
    )
    return tuple(EmailAsset(*email) for email in emails)


def load_emails(session: Session, journey_id: int, as_of: date) -> tuple[EmailAsset, ...]:
    """The e-mails of a journey by people sent to, most first, then name."""
    rows = _EMAILS.rows(session, subject=journey_id, end=end_of_day(to_day(as_of)))
    return tuple(EmailAsset(*row) for row in sorted(rows, key=lambda row: (-row[1], row[0].casefold(), row[0])))
