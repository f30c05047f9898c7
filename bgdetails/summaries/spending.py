"""What was spent on Claude, day by day, and the ceiling that holds it.

A request is entered with its estimate before it is sent, and settled when the server has said what it took. So
processes that run side by side see each other's, and what ends in the middle stays counted.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from bgdetails.store.tables import Spending
from bgdetails.store.times import to_day
from bgdetails.summaries.claude.costs import cost_of, estimated
from bgdetails.summaries.claude.failures import EngineError, over_budget
from bgdetails.summaries.model import Usage
from bgdetails.summary_settings import SummarySettings

if TYPE_CHECKING:
    from bgdetails.store.workspace import OpenWorkspace


def utc_day() -> int:
    """The day on which something is spent."""
    return to_day(datetime.now(UTC))


def spent_on(session: Session, day: int) -> float:
    """US dollars that were spent on a day, or may be by what is under way, as far as prices are known."""
    return float(session.exec(select(func.total(Spending.cost)).where(Spending.day == day)).one())


def enter(session: Session, settings: SummarySettings, cost: float | None, requests: int = 1) -> int:
    """Enter what will be spent; its id. The caller has looked at the ceiling in the same transaction."""
    row = Spending(day=utc_day(), model=settings.model, requests=requests, cost=cost)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def settle(session: Session, spending_id: int, cost: float | None) -> None:
    """Say what it was."""
    session.exec(update(Spending).where(col(Spending.id) == spending_id).values(cost=cost, settled=True))


@dataclass(slots=True)
class Purse:
    """Pays for the requests of one client out of a workspace's ceiling.

    A workspace that may not be written keeps nothing: the ceiling then holds for this process alone.
    """

    workspace: OpenWorkspace
    settings: SummarySettings
    _own: float = 0.0

    async def take(self, request: dict[str, Any]) -> int | None:
        """Enter a request that is about to be sent.

        Raises:
            EngineError: The day's ceiling is reached.
        """
        return await asyncio.to_thread(self._take, estimated(request, self.settings))

    async def give(self, ticket: int | None, took: Usage | None) -> None:
        """Settle a request; ``took`` None: nobody knows what it took, and the estimate stands."""
        if took is not None:
            # Also where the reader leaves just now.
            await asyncio.shield(asyncio.to_thread(self._give, ticket, cost_of(took, self.settings)))

    def _take(self, usage: Usage) -> int | None:
        limit = self.settings.max_cost_per_day
        if self.workspace.read_only:
            with self.workspace.reading() as session:
                _hold(limit, spent_on(session, utc_day()) + self._own)
            return None
        with self.workspace.writing() as session:
            _hold(limit, spent_on(session, utc_day()))
            return enter(session, self.settings, cost_of(usage, self.settings))

    def _give(self, ticket: int | None, cost: float | None) -> None:
        if ticket is None:
            self._own += cost or 0.0
            return
        with self.workspace.writing() as session:
            settle(session, ticket, cost)


def _hold(limit: float | None, spent: float) -> None:
    if limit is not None and spent >= limit:
        raise EngineError(over_budget(limit))
