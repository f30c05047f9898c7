"""The Message Batches API: sending, looking after, and reading what came of it. Half the price, within a day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.summaries.claude.client import Client, ended_by, error_code, used
from bgdetails.summaries.claude.failures import EngineError, failure
from bgdetails.summaries.model import Failure, Usage

MOST_REQUESTS = 100_000
MOST_BYTES = 64_000_000
"""The API takes 256 MB; so much more would have to be held in memory to send it."""
_LATEST = 100
_NOT_TAKEN = frozenset({"rate_limited", "overloaded"})
_SENTENCES = {
    "not_found": "This server takes no batches. Name the subjects, and their summaries are written one by one.",
    "too_large": "The server takes no batch of this size. Narrow the query.",
    "canceled": "The batch was cancelled before it came to this one. The same command sends it again.",
    "expired": "The batch ended after a day, before it came to this one. The same command sends it again.",
}


class Request(Struct, frozen=True):
    """One request of a batch. The id has 1 to 64 letters, digits, - and _."""

    custom_id: str
    body: dict[str, Any]


class Answer(Struct, frozen=True):
    """What came of one request: a reply, or why there is none; and what it took."""

    custom_id: str
    reply: str
    usage: Usage
    failed: Failure | None = None


class Progress(Struct, frozen=True):
    """How far a batch is."""

    batch_id: str
    ended: bool
    requests: int
    done: int
    created_at: datetime


def size_of(body: dict[str, Any]) -> int:
    """Bytes that a request has in a batch, with its id."""
    return len(json.dumps(body, ensure_ascii=False).encode()) + 100


class Sized(Protocol):
    """Something that has so many bytes in a batch."""

    @property
    def size(self) -> int:
        """Its bytes."""


S = TypeVar("S", bound=Sized)


def parts(
    requests: Sequence[S], *, most_requests: int = MOST_REQUESTS, most_bytes: int = MOST_BYTES
) -> Iterator[list[S]]:
    """The requests in as many batches as the limits ask for, in their order."""
    part: list[S] = []
    size = 0
    for request in requests:
        if part and (len(part) == most_requests or size + request.size > most_bytes):
            yield part
            part, size = [], 0
        part.append(request)
        size += request.size
    if part:
        yield part


async def send(client: Client, requests: Sequence[Request]) -> str:
    """Send a batch; what the server calls it.

    Raises:
        EngineError: It was not taken, or (``is_doubtful``) nobody knows.
    """
    bodies: list[Any] = [{"custom_id": each.custom_id, "params": each.body} for each in requests]
    try:
        # After a connection that broke off nobody knows whether it was taken: twice would be paid twice.
        batch = await client.call(lambda sdk: sdk.messages.batches.create(requests=bodies), again=_NOT_TAKEN)
    except EngineError as error:
        raise EngineError(_of_a_batch(error.failed)) from error
    return batch.id


def is_doubtful(failed: Failure) -> bool:
    """Whether a batch may have been taken although sending it failed."""
    return failed.code in ("timeout", "interrupted", "unreachable", "server_error", "bad_reply")


async def look(client: Client, batch_id: str) -> Progress:
    """How far a batch is.

    Raises:
        EngineError: It cannot be looked at; ``not_found``: the server does not know it.
    """
    try:
        return _progress(await client.call(lambda sdk: sdk.messages.batches.retrieve(batch_id)))
    except EngineError as error:
        if error.failed.code != "not_found":
            raise
        gone = f"Claude does not know the batch {batch_id} any more. The same command sends its subjects again."
        raise EngineError(Failure("not_found", gone)) from error


async def latest(client: Client) -> list[Progress]:
    """The batches that were made last, newest first; none where the server does not list them."""
    try:
        page = await client.call(lambda sdk: sdk.messages.batches.list(limit=_LATEST))
    except EngineError as error:
        if error.failed.code == "not_found":
            return []
        raise
    return [_progress(batch) for batch in page.data]


async def read(client: Client, batch_id: str) -> list[Answer]:
    """All answers of a batch that has ended, in the order in which they come.

    Raises:
        EngineError: They cannot be read to their end.
    """

    async def lines(sdk: Any) -> list[Answer]:
        answers = [_answer(line, client) async for line in await sdk.messages.batches.results(batch_id)]
        return [answer for answer in answers if answer is not None]

    return await client.call(lines)


def _progress(batch: Any) -> Progress:
    counts = batch.request_counts
    done = counts.succeeded + counts.errored + counts.canceled + counts.expired
    ended = batch.processing_status == "ended"
    return Progress(batch.id, ended, done + counts.processing, done, batch.created_at)


def _answer(line: Any, client: Client) -> Answer | None:
    """A line of the results; None where it is not of their form, which the SDK does not look after."""
    try:
        return _read(line, client)
    except (AttributeError, TypeError):
        return None


def _read(line: Any, client: Client) -> Answer:
    result = line.result
    if result.type == "succeeded":
        message = result.message
        reply = client.hider().whole("".join(block.text for block in message.content if block.type == "text"))
        return Answer(line.custom_id, reply, replace(used(message.usage), requests=1), ended_by(message.stop_reason))
    if result.type == "errored":
        failed = failure(error_code(result.error.error.type), model=client.settings.model, server="its address")
    elif result.type == "expired":
        failed = Failure("timeout", _SENTENCES["expired"])
    else:
        failed = Failure("interrupted", _SENTENCES["canceled"])
    return Answer(line.custom_id, "", Usage(requests=1), failed)


def _of_a_batch(failed: Failure) -> Failure:
    return replace(failed, sentence=_SENTENCES.get(failed.code, failed.sentence))
