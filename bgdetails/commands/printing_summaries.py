"""Prints summaries as they come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bgdetails.commands.running import complain

if TYPE_CHECKING:
    from bgdetails.summaries.model import SummaryText


async def print_all(summaries: AsyncIterator[tuple[SummaryText, bool]], engine: str, form: str) -> int:
    """Print each as it comes, and say each failure in one line; the exit status."""
    status = 0
    async for summary, cached in summaries:
        if summary.failed is not None:
            complain(f"{summary.kind}/{summary.id}: {summary.failed.sentence}")
        status = status if summary.engine == engine else 1
        _print_summary(summary, form, cached=cached)
    return status


def _print_summary(summary: SummaryText, form: str, *, cached: bool) -> None:
    """Print a summary as soon as it is there."""
    if form == "json":
        from bgdetails.exports.summaries import summary_object
        from bgdetails.exports.values import dumps

        print(dumps(summary_object(summary, cached=cached), indent=None), flush=True)
    else:
        from bgdetails.exports.summaries import summary_text

        print(summary_text(summary), flush=True)
