"""A refresh of what was touched: every number is the one that a whole refresh would give, and a test holds it to that.

All other rows stay as they are. Scores are divided by a day's largest when they are read, so that another largest
touches no row; where it decides about something that is kept, that is looked for among all rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection

from msgspec import Struct

from bgdetails.refresh.account_people import HeldMemberships, keep_account_people, with_other_marks
from bgdetails.refresh.among import Chosen
from bgdetails.refresh.attributes import is_computed
from bgdetails.refresh.changes import GroupChanges
from bgdetails.refresh.computed_fields import ComputedFields
from bgdetails.refresh.deals import keep_deals
from bgdetails.refresh.formed_interests import Formation, read_formation
from bgdetails.refresh.forming import form_groups
from bgdetails.refresh.group_rows import GroupRows
from bgdetails.refresh.groups import batches
from bgdetails.refresh.intent import score_intent_of_some
from bgdetails.refresh.journeys import keep_journeys
from bgdetails.refresh.kept_days import drop_rows, fresh_days, keep_scale, trend_of
from bgdetails.refresh.last_activity import last_activities
from bgdetails.refresh.momentum import Others, keep_momentum
from bgdetails.refresh.news import mark_news
from bgdetails.refresh.people import places_by_name, score_some
from bgdetails.refresh.scoring import score_groups_of, score_people_of, score_some_groups
from bgdetails.refresh.templates import read_templates
from bgdetails.refresh.touched import (
    Touched,
    accounts_of,
    accounts_with,
    accounts_with_deals_of,
    groups_at,
    groups_with,
    people_at,
    people_in,
    people_of_deals_at,
    scales,
)
from bgdetails.rules.model import RuleSet
from bgdetails.rules.momentum import DAYS_BEFORE
from bgdetails.store.times import end_of_day


class Partial(Struct, frozen=True):
    """A refresh of ``day``, on which everything is kept, of what was touched."""

    connection: sqlite3.Connection
    day: int
    touched: Touched
    rules: RuleSet
    name_new: Callable[[], None]
    """Gives groups that were formed the ids that they show."""

    def form(self, before: str, advance: Callable[[int], None]) -> tuple[GroupChanges, set[int]]:
        """Form and maintain groups; what was done, and at which accounts.

        Args:
            before: What people were compared by before their scores of the day were computed.
            advance: Told how many accounts are done.
        """
        formation = read_formation(self.connection, self.rules)
        accounts: Collection[int] | None = self.touched.accounts
        if _tests_scores(formation):
            accounts = self.touched.accounts | accounts_of(self.connection, self.touched.people)
            if scales(self.connection, self.day) != before:
                accounts = None
        if accounts is not None and not accounts:
            return GroupChanges(), set()
        computed = ComputedFields(self.connection, self.day)
        changes, formed_at = form_groups(self.connection, formation, self.day, computed, advance, accounts)
        if changes.formed:
            self.name_new()
        return changes, formed_at

    def score_people(self) -> None:
        """The people's scores and intent of the day."""
        connection, day, touched = self.connection, self.day, self.touched
        self._score(day)
        people = touched.on(day)
        if people or touched.accounts:
            score_intent_of_some(connection, day, people, touched.accounts | accounts_of(connection, people))

    def score_trend(self, formed_at: Collection[int]) -> None:
        """All days of the trend but the last; ``formed_at``: accounts of which groups were changed just now."""
        connection, fresh = self.connection, fresh_days(self.connection)
        rows = connection.execute("SELECT day FROM score_day WHERE stale AND partly").fetchall()
        partly = {day for (day,) in rows}
        days = trend_of(self.day)[:-1]
        touched = [day for day in days if day in partly]
        for day in touched:
            self._score(day)
        known = [day for day in days if day in fresh and formed_at]
        for day in (*touched, *known):
            drop_rows(connection, day)
        score_some_groups(connection, touched, self.groups(formed_at))
        if known:
            score_some_groups(connection, known, groups_at(connection, formed_at))
        missing = [day for day in days if day not in fresh and day not in partly]
        score_people_of(connection, missing)
        for day in missing:
            drop_rows(connection, day)
        score_groups_of(connection, missing)

    def groups(self, formed_at: Collection[int]) -> set[int]:
        """The groups that may be others."""
        accounts = self.touched.accounts.union(formed_at)
        return groups_with(self.connection, self.touched.people) | groups_at(self.connection, accounts)

    def score_browsable(self, before: str, formed_at: Collection[int]) -> None:
        """The groups of the day, the rows of Browse, accounts and deals; the trend is done."""
        connection, day, touched = self.connection, self.day, self.touched
        groups = self.groups(formed_at)
        accounts = touched.accounts.union(formed_at)
        with_deals = accounts | accounts_with(connection, groups) | accounts_with_deals_of(connection, touched.people)
        involved = people_in(connection, groups_at(connection, with_deals))
        involved |= people_of_deals_at(connection, with_deals)
        last = last_activities(connection, day, involved)
        rows = GroupRows(connection, day, last, for_all=False)
        score_some_groups(connection, [day], groups, rows)
        self._keep_accounts(accounts | self._accounts_of_people(), before)
        keep_journeys(connection, day)
        now, earlier = touched.on(day), touched.on(day - DAYS_BEFORE)
        keep_momentum(
            connection,
            day,
            Others(accounts | accounts_of(connection, now), accounts | accounts_of(connection, earlier)),
        )
        by_name = places_by_name(connection, involved)
        keep_deals(connection, self.rules, day, last, by_name, Chosen.of(with_deals))
        mark_news(connection, day)

    def _score(self, day: int) -> None:
        keep_scale(self.connection, day, score_some(self.connection, day, self.touched.on(day)))

    def _accounts_of_people(self) -> set[int]:
        """Those that people are at, and those in whose groups people are who came or went."""
        others = groups_with(self.connection, self.touched.with_other_records())
        return accounts_of(self.connection, self.touched.people) | accounts_with(self.connection, others)

    def _keep_accounts(self, accounts: Collection[int], before: str) -> None:
        connection, day = self.connection, self.day
        if scales(connection, day) != before:
            accounts = {*accounts, *with_other_marks(connection, day)}
        held = HeldMemberships()
        for batch in batches(connection, read_templates(connection), groups_at(connection, accounts)):
            held.take(batch, batch.memberships.on(end_of_day(day)))
        by_name = places_by_name(connection, people_at(connection, accounts))
        keep_account_people(connection, day, held, by_name, Chosen.of(accounts))


def _tests_scores(formation: Formation) -> bool:
    """Whether conditions test what is computed of people."""
    return any(map(is_computed, formation.person_fields))


def refresh_touched(partial: Partial, advance: Callable[[int], None]) -> GroupChanges:
    """Bring groups and scores up to date where they may be others; all else is kept from the last refresh."""
    connection, day, touched = partial.connection, partial.day, partial.touched
    if not touched.people and not touched.accounts:
        return GroupChanges()
    before = scales(connection, day)
    partial.score_people()
    changes, formed_at = partial.form(before, advance)
    if formed_at:
        # Memberships reach back to when a person became known: other kept days show other groups now.
        _mark_others(connection, day)
    # What is told of earlier days counts months of their own, and everybody who is known.
    connection.execute("DELETE FROM dashboard_count")
    partial.score_trend(formed_at)
    partial.score_browsable(before, formed_at)
    return changes


def _mark_others(connection: sqlite3.Connection, day: int) -> None:
    trend = trend_of(day)
    rows = connection.execute("SELECT day FROM score_day WHERE NOT stale").fetchall()
    others = [(other,) for (other,) in rows if other not in trend]
    connection.executemany("UPDATE score_day SET stale = 1 WHERE day = ?", others)
