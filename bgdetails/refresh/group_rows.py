"""Writes what Browse shows of every group on a day, and the group's intent."""

from __future__ import annotations

import sqlite3

import numpy as np

from bgdetails.refresh.account_people import HeldMemberships
from bgdetails.refresh.columns import Integers
from bgdetails.refresh.group_roles import write_roles
from bgdetails.refresh.groups import GroupBatch, GroupStates
from bgdetails.refresh.intent import GroupIntent
from bgdetails.refresh.memberships import latest
from bgdetails.refresh.replacing import replace_rows
from bgdetails.refresh.row_values import ROW_COLUMNS, GroupState, RowValues
from bgdetails.store.times import end_of_day


class GroupRows:
    """The rows of one day. Only those that differ from what is kept are written."""

    def __init__(
        self, connection: sqlite3.Connection, day: int, last_activities: Integers, *, for_all: bool = True
    ) -> None:
        """Read what all groups share.

        Args:
            connection: A connection that may write.
            day: The day.
            last_activities: Those of everybody in the groups by the end of ``day``, by our id of the person.
            for_all: Whether all groups will be written, or only some.
        """
        self._connection = connection
        self.day = day
        self._last_activities = last_activities
        self._values = RowValues(connection, day)
        self._intent = GroupIntent(connection, day, for_all=for_all)
        self.held = HeldMemberships()

    def write(self, batch: GroupBatch, states: GroupStates) -> None:
        """Write the rows of ``batch``."""
        members = batch.memberships
        active = latest(members.groups[states.held], self._last_activities[members.people[states.held]])
        changed = members.latest_change(end_of_day(self.day))
        of_groups = [
            GroupState(raw, filling, count, active.get(place), changed.get(place))
            for place, (raw, filling, count) in enumerate(
                zip(states.raw, states.fillings, states.member_counts, strict=True)
            )
        ]
        rows = self._values.rows(batch.among, of_groups)
        replace_rows(self._connection, "group_row", ROW_COLUMNS, rows, self.day, batch.among)
        filled = zip(batch.ids, batch.templates, states.fillings, strict=True)
        write_roles(self._connection, self.day, batch.among, filled)
        self.held.take(batch, states.held)
        held_by = np.array(batch.ids)[members.groups[states.held]]
        self._intent.write(batch, held_by, members.people[states.held])

    def finish(self, last: int | None) -> None:
        """All groups are written, of which ``last`` has the largest id; None: some are."""
        self._intent.finish(last)
