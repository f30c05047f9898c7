"""Asks Claude about a page: reads its facts, and pays from the day's purse as summaries do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.summaries.claude.asking import Question, answer, in_other_words
from bgdetails.summaries.claude.client import Client
from bgdetails.summaries.claude.failures import failure
from bgdetails.summaries.claude.key import key_is_there
from bgdetails.summaries.model import Failure, SummaryText
from bgdetails.summaries.question_facts import Gathered, page_facts
from bgdetails.summaries.spending import Purse

if TYPE_CHECKING:
    from bgdetails.store.workspace import OpenWorkspace


def lacks_key() -> Failure | None:
    """Why nothing can be asked: there is no key; None where there is one. May take its time."""
    return None if key_is_there() else in_other_words(failure("no_key"))


async def ask(
    workspace: OpenWorkspace, target: Target, text: str, as_of: date, client: Client, owner: str | None
) -> AsyncGenerator[SummaryText]:
    """Yield the answer as far as it is written; the last value is complete, or says why there is none.

    Raises:
        UnknownSubject: The page's subject is not in the workspace.
        QueryError: The page is a list whose query cannot be understood.
    """
    sheet = await asyncio.to_thread(page_facts, workspace, target, as_of, owner)
    last: SummaryText | None = None
    question = Question(text, Gathered(sheet), workspace, owner)
    async with aclosing(answer(client, question, Purse(workspace, client.settings))) as steps:
        async for step in steps:
            last = step
            yield step
    if last is not None:
        yield replace(last, generated_at=datetime.now(UTC).replace(microsecond=0))
