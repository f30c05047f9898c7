"""Sends batches so that none is sent twice: written down before, confirmed after, looked for where that is unknown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from sqlmodel import Session

from bgdetails.store.tables import SummaryBatch
from bgdetails.store.times import to_micros
from bgdetails.summaries.bulk.under_way import DOUBTFUL, let_go, now, open_batches, requests_of, was_sent
from bgdetails.summaries.claude import batches
from bgdetails.summaries.claude.client import Client
from bgdetails.summaries.claude.failures import EngineError
from bgdetails.summaries.model import Failure

if TYPE_CHECKING:
    from bgdetails.store.workspace import OpenWorkspace

_SENDING_TAKES = 60_000_000
"""Microseconds after which a batch that is still being sent has lost its sender."""
_CLOCKS = 600_000_000
"""Microseconds by which the server's clock and ours may differ."""
T = TypeVar("T")
Claim = Callable[[Session], tuple[int | None, list[T], list[T]]]


async def dispatch(
    workspace: OpenWorkspace, client: Client, claim: Claim[T], request_of: Callable[[T], batches.Request]
) -> tuple[list[T], list[T], Failure | None]:
    """Send one batch, to its end also where the reader stops the program meanwhile.

    Returns:
        What ``claim`` took (sent unless there is a failure), what the ceiling has no room for, the failure.
    """
    work = asyncio.ensure_future(_dispatch(workspace, client, claim, request_of))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await work
        raise


async def _dispatch(
    workspace: OpenWorkspace, client: Client, claim: Claim[T], request_of: Callable[[T], batches.Request]
) -> tuple[list[T], list[T], Failure | None]:
    with workspace.writing() as session:
        batch, taken, over = claim(session)
    if batch is None:
        return [], over, None
    try:
        batch_id = await batches.send(client, [request_of(one) for one in taken])
    except EngineError as error:
        return taken, over, await _not_sent(workspace, client, batch, error.failed)
    with workspace.writing() as session:
        was_sent(session, batch, batch_id)
    return taken, over, None


async def _not_sent(workspace: OpenWorkspace, client: Client, batch: int, failed: Failure) -> Failure | None:
    """Sending failed; None: the server has it all the same."""
    if not batches.is_doubtful(failed):
        with workspace.writing() as session:
            let_go(session, batch)
        return failed
    with workspace.writing() as session:
        was_sent(session, batch, DOUBTFUL)
    try:
        await settle_doubtful(workspace, client)
    except EngineError:
        # It is looked for again when the command is given again.
        return failed
    with workspace.reading() as session:
        return None if session.get(SummaryBatch, batch) is not None else failed


async def settle_doubtful(workspace: OpenWorkspace, client: Client) -> None:
    """Look for batches of which nobody knows whether they were taken: the server has them, or they are to send anew.

    Raises:
        EngineError: The server cannot be asked.
    """
    with workspace.reading() as session:
        there = open_batches(session)
        doubtful = [(batch, set(requests_of(session, batch.id or 0))) for batch in there if _is_doubtful(batch)]
    if not doubtful:
        return
    known = {batch.batch_id for batch in there}
    listed = [one for one in await batches.latest(client) if one.batch_id not in known]
    for batch, custom_ids in doubtful:
        found = None
        for one in listed:
            if _may_be(one, batch) and await _is_of(client, one, custom_ids):
                found = one.batch_id
                break
        with workspace.writing() as session:
            if found is None:
                let_go(session, batch.id or 0)
            else:
                was_sent(session, batch.id or 0, found)
        listed = [one for one in listed if one.batch_id != found]


def _is_doubtful(batch: SummaryBatch) -> bool:
    lost = batch.batch_id is None and now() - batch.created_at > _SENDING_TAKES
    return lost or batch.batch_id == DOUBTFUL


def _may_be(one: batches.Progress, batch: SummaryBatch) -> bool:
    return one.requests == batch.requests and abs(to_micros(one.created_at) - batch.created_at) < _CLOCKS


async def _is_of(client: Client, one: batches.Progress, custom_ids: set[str]) -> bool:
    """Whether a batch is the one that was sent; while it is under way nobody can say, and it is taken to be."""
    return not one.ended or any(answer.custom_id in custom_ids for answer in await batches.read(client, one.batch_id))
