"""Writes the summary of one subject: from the cache, else with the engine that is asked for; and keeps it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bgdetails.summaries.claude.client import Client
from bgdetails.summaries.claude.engine import ClaudeEngine
from bgdetails.summaries.model import FactSheet, SummaryText
from bgdetails.summaries.offline import write_offline
from bgdetails.summaries.panel import kept_summary, load_sheet, store_summary
from bgdetails.summaries.spending import Purse

if TYPE_CHECKING:
    from bgdetails.store.workspace import OpenWorkspace


async def write_and_keep(
    workspace: OpenWorkspace, kind: str, record_id: int, as_of: date, client: Client | None, *, fresh: bool
) -> tuple[SummaryText, bool]:
    """The summary, and whether it was kept from before; ``client`` None: the offline engine writes."""
    settings = None if client is None else client.settings
    with workspace.reading() as session:
        sheet = load_sheet(session, kind, record_id, as_of)
        kept = None if fresh else kept_summary(session, record_id, sheet, settings)
    if kept is not None:
        return kept, True
    summary = write_offline(sheet)
    if client is not None:
        async with aclosing(write_with_claude(workspace, sheet, client)) as steps:
            async for step in steps:
                summary = step
    return keep(workspace, record_id, summary, client), False


def keep(workspace: OpenWorkspace, record_id: int, summary: SummaryText, client: Client | None) -> SummaryText:
    """Keep a summary where the workspace may be written and its engine wrote it; it then has its time."""
    if workspace.read_only or summary.failed is not None:
        return replace(summary, generated_at=datetime.now(UTC).replace(microsecond=0))
    with workspace.writing() as session:
        return store_summary(session, record_id, summary, None if client is None else client.settings)


async def write_with_claude(workspace: OpenWorkspace, sheet: FactSheet, client: Client) -> AsyncGenerator[SummaryText]:
    """The summary as far as it is written; nothing is sent where the day's ceiling is reached."""
    engine = ClaudeEngine(client, Purse(workspace, client.settings))
    async with aclosing(engine.write(sheet)) as steps:
        async for step in steps:
            yield step
