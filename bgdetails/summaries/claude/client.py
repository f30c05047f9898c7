"""The one module that imports the SDK, and only when something is asked of Claude (1.2 to 2 s, in a thread)."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.garbage import keep_what_stands, look_for_none
from bgdetails.summaries.claude.apart import Apart
from bgdetails.summaries.claude.costs import added
from bgdetails.summaries.claude.failures import EngineError, failure
from bgdetails.summaries.claude.key import Hider, KeyringFaultError, kept_key, variable_with_key
from bgdetails.summaries.model import Failure, Usage
from bgdetails.summary_settings import SummarySettings

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

T = TypeVar("T")
_LETTERS_A_TOKEN = 6
"""Rather too many, so that an estimate never outdoes what the server counted."""
LONGEST_WAIT = 20.0
"""A server that asks to wait longer is not waited for."""
_STATUS = {
    400: "bad_reply",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    413: "too_large",
    429: "rate_limited",
    529: "overloaded",
}
_TYPES = {
    "overloaded_error": "overloaded",
    "rate_limit_error": "rate_limited",
    "authentication_error": "unauthorized",
    "permission_error": "forbidden",
    "not_found_error": "not_found",
    "request_too_large": "too_large",
    "invalid_request_error": "bad_reply",
}
_MAYBE_TAKEN = frozenset({"timeout", "interrupted"})
"""Failures after which nobody knows whether the server has worked for the request."""
MAY_PASS = frozenset({"rate_limited", "server_error", "overloaded", "unreachable", "interrupted"})
_BROKEN_OFF = ("ReadError", "WriteError", "RemoteProtocolError")
"""What lies below a connection that was there: the request may have arrived."""


class Pays(Protocol):
    """Keeps the ceiling of what may be spent."""

    async def take(self, request: dict[str, Any]) -> int | None:
        """Enter a request before it is sent, or raise ``EngineError``; the ticket to settle it with."""

    async def give(self, ticket: int | None, took: Usage | None) -> None:
        """Settle it; ``took`` None: nobody knows."""


@dataclass(slots=True)
class Counter:
    """Adds up what requests take, and pays for each."""

    purse: Pays | None = None
    total: Usage = Usage()  # noqa: RUF009 - frozen

    async def begin(self, request: dict[str, Any]) -> int | None:
        """Count a request that is about to be sent."""
        ticket = None if self.purse is None else await self.purse.take(request)
        self.total = replace(self.total, requests=self.total.requests + 1)
        return ticket

    async def end(self, ticket: int | None, took: Usage | None) -> None:
        """Count what it took; None: nobody knows."""
        if took is not None:
            self.total = added(self.total, took)
        if self.purse is not None:
            await self.purse.give(ticket, took)


class Waiting(Struct, frozen=True):
    """A request is repeated after a while."""

    seconds: float
    failed: Failure


class ToolCall(Struct, frozen=True):
    """What a reply asks to look at."""

    id: str
    name: str
    input: dict[str, Any]


@dataclass(slots=True)
class Client:
    """Asks Claude. One for the program: ``ready`` makes it in a thread, for importing the SDK takes its time."""

    settings: SummarySettings
    apart: Apart | None = None
    """A process of its own that has the SDK; None: this one."""
    _sdk: AsyncAnthropic | None = None

    async def ready(self) -> AsyncAnthropic:
        """The SDK's client."""
        if self._sdk is None:
            self._sdk = await asyncio.to_thread(_make, self.settings, await asyncio.to_thread(_key))
        return self._sdk

    def hider(self) -> Hider:
        """What takes the key out of replies."""
        return Hider() if self._sdk is None else Hider(self._sdk.api_key, self._sdk.auth_token)

    async def close(self) -> None:
        """Close the connections."""
        if self.apart is not None:
            await self.apart.close()
        if self._sdk is not None:
            await self._sdk.close()
            self._sdk = None

    async def ask(self, request: dict[str, Any], counter: Counter) -> AsyncGenerator[str | Waiting | ToolCall]:
        """Yield the reply as it comes. What fails before its first word is repeated, as often as the settings say.

        Raises:
            EngineError: It failed for good; leaving the iterator closes the connection.
        """
        for tries in range(self.settings.retries + 1):
            begun = False
            try:
                stream = self.stream_once if self.apart is None else self._stream_apart
                async with aclosing(stream(request, counter)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
                return
            except AskError as error:
                failed, asked = error.failed, error.seconds
            wait = None if begun else self._wait(failed, asked, tries)
            if wait is None:
                raise EngineError(failed)
            async for left in _counted_down(wait):
                yield Waiting(left, failed)

    async def call(self, what: Callable[[AsyncAnthropic], Awaitable[T]], *, again: frozenset[str] = MAY_PASS) -> T:
        """One call that is no stream, repeated as a request is after failures ``again``.

        Raises:
            EngineError: It failed for good.
        """
        sdk = await self._at_hand(self.settings.model)
        for tries in range(self.settings.retries + 1):
            try:
                return await what(sdk)
            except Exception as error:
                failed, asked = said(error, self.settings, self.settings.model), _asked_to_wait(error)
                wait = self._wait(failed, asked, tries)
                if wait is None or failed.code not in again:
                    raise EngineError(failed) from error
            await asyncio.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _wait(self, failed: Failure, asked: float | None, tries: int) -> float | None:
        """Seconds until a request is repeated; None: it is not."""
        wait = min(0.5 * 2**tries, LONGEST_WAIT) if asked is None else asked
        is_last = tries == self.settings.retries
        return None if is_last or failed.code not in MAY_PASS or wait > LONGEST_WAIT else wait

    async def _stream_apart(self, request: dict[str, Any], counter: Counter) -> AsyncGenerator[str | ToolCall]:
        """As ``stream_once``, in the other process; what it takes is counted and paid here."""
        assert self.apart is not None
        ticket = await counter.begin(request)
        took: Usage | None = None
        try:
            async with aclosing(self.apart.ask(request, self.settings.timeout)) as lines:
                async for told in lines:
                    if "text" in told:
                        yield str(told["text"])
                    elif "call" in told:
                        yield ToolCall(**told["call"])
                    if told.get("usage") is not None:
                        took = Usage(**{**told["usage"], "requests": 0})
                    if "failed" in told:
                        failed = Failure(**told["failed"])
                        raise AskError(failed, told["seconds"]) if told["again"] else EngineError(failed)
        except (ConnectionError, ValueError):
            raise EngineError(failure("interrupted")) from None
        finally:
            await counter.end(ticket, took)

    async def stream_once(self, request: dict[str, Any], counter: Counter) -> AsyncGenerator[str | ToolCall]:
        """One request; faults come out as ``AskError`` with what they mean."""
        ticket = await counter.begin(request)
        took: Usage | None = Usage()
        try:
            sdk = await self._at_hand(request["model"])
            took = None
            async with sdk.messages.stream(**request) as stream:
                events, stopped, written, hider = aiter(stream), False, 0, self.hider()
                while True:
                    try:
                        event = await asyncio.wait_for(anext(events), self.settings.timeout)
                    except StopAsyncIteration:
                        break
                    stopped = stopped or event.type == "message_stop"
                    if event.type == "text":
                        written += len(event.text)
                        yield hider.feed(event.text)
                    took = used(stream.current_message_snapshot.usage, written)
                message = stream.current_message_snapshot
                yield hider.end()
        except TimeoutError:
            raise AskError(failure("timeout", timeout=f"{self.settings.timeout:g}")) from None
        except (EngineError, GeneratorExit, asyncio.CancelledError):
            raise
        except Exception as error:
            failed = said(error, self.settings, request["model"])
            if took is None and failed.code not in _MAYBE_TAKEN:
                took = Usage()
            if failed.code == "unauthorized":
                await self.close()  # the keyring may have another key by the next request
            raise AskError(failed, _asked_to_wait(error)) from error
        finally:
            await counter.end(ticket, took)
        ended = ended_by(message.stop_reason if stopped else None)
        if ended is not None:
            raise EngineError(ended)
        for block in message.content:
            if block.type == "tool_use":
                yield ToolCall(block.id, block.name, block.input if isinstance(block.input, dict) else {})

    async def _at_hand(self, model: str) -> AsyncAnthropic:
        try:
            return await self.ready()
        except EngineError:
            raise
        except Exception as error:
            raise EngineError(said(error, self.settings, model)) from error


async def _counted_down(seconds: float) -> AsyncGenerator[float]:
    """Wait, and say each second how many are left."""
    end = monotonic() + seconds
    left = seconds
    while True:
        yield left
        await asyncio.sleep(min(left, 1.0))
        left = end - monotonic()
        if left <= 0:
            return


class AskError(Exception):
    """A request failed; ``seconds``: how long the server asks to wait."""

    def __init__(self, failed: Failure, seconds: float | None = None) -> None:
        super().__init__(failed.sentence)
        self.failed = failed
        self.seconds = seconds


def _key() -> str | None:
    """The key of the keyring; None: the SDK finds its own in the environment. Runs in a thread.

    Raises:
        EngineError: There is none.
    """
    if variable_with_key():
        return None
    try:
        key = kept_key()
    except KeyringFaultError as error:
        raise EngineError(Failure("no_key", str(error))) from None
    if key is None:
        raise EngineError(failure("no_key"))
    return key


def _make(settings: SummarySettings, key: str | None) -> AsyncAnthropic:
    """The SDK's client; runs in a thread. ``key`` None: the SDK looks for one.

    Garbage is not looked for meanwhile: that holds all threads for up to half a second, and a key with them.
    """
    import logging

    look_for_none()
    try:
        from anthropic import AsyncAnthropic, Timeout
        from anthropic.lib.streaming import AsyncMessageStream  # noqa: F401 - else the first request loads it
        from anthropic.resources.messages import AsyncMessages  # noqa: F401
    finally:
        keep_what_stands()
    # ANTHROPIC_LOG=debug would write whole requests over the screen.
    for name in ("anthropic", "httpx2", "httpcore2"):
        logging.getLogger(name).handlers = [logging.NullHandler()]
        logging.getLogger(name).propagate = False
    timeout = Timeout(settings.timeout, connect=min(settings.timeout, 10.0))
    return AsyncAnthropic(api_key=key, timeout=timeout, max_retries=0)


def used(counted: Any, written: int = 0) -> Usage:
    """What a message says it took; at least what was ``written`` in it, for a broken one has not said all."""
    names = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    usage = Usage(**{name: getattr(counted, name, None) or 0 for name in names})
    return replace(usage, output_tokens=max(usage.output_tokens, written // _LETTERS_A_TOKEN))


def error_code(kind: object, status: int = 500) -> str:
    """Our code of an error, by what the API calls it, else by its status."""
    return _TYPES.get(str(kind)) or _STATUS.get(status) or "server_error"


def ended_by(stop_reason: str | None) -> Failure | None:
    """Why a message that ended so cannot be read; None: it can."""
    if stop_reason is None:
        return failure("interrupted")
    if stop_reason in ("max_tokens", "model_context_window_exceeded"):
        return failure("truncated")
    return failure("refused") if stop_reason == "refusal" else None


def said(error: Exception, settings: SummarySettings, model: str) -> Failure:
    """What an exception of the SDK, or of what lies below it, means."""
    import anthropic

    words: dict[str, object] = {"model": model, "timeout": f"{settings.timeout:g}", "server": _server()}
    if isinstance(error, anthropic.APIStatusError):
        code = error_code(getattr(error, "type", None), error.status_code)
        wait = _asked_to_wait(error)
        words["wait"] = "" if wait is None else f" {_in_words(wait)}"
        return failure(code, **words)
    if isinstance(error, (anthropic.APITimeoutError, TimeoutError)) or "Timeout" in type(error).__name__:
        return failure("timeout", **words)
    if isinstance(error, anthropic.APIConnectionError):
        broke_off = type(error.__cause__).__name__ in _BROKEN_OFF
        return failure("interrupted") if broke_off else failure("unreachable", **words)
    if isinstance(error, TypeError) or type(error).__name__.endswith("CredentialsError"):
        return failure("no_key")
    if type(error).__module__.split(".")[0] in ("httpx2", "httpx", "httpcore2"):
        return failure("interrupted")
    return failure("bad_reply") if isinstance(error, ValueError) else failure("interrupted")


def _server() -> str:
    """The server, without what may be secret in its address."""
    from urllib.parse import urlsplit

    parts = urlsplit(os.environ.get("ANTHROPIC_BASE_URL") or "https://api.anthropic.com")
    return parts.hostname + (f":{parts.port}" if parts.port else "") if parts.hostname else "its address"


def _asked_to_wait(error: Exception) -> float | None:
    """Seconds of ``retry-after``, as a number or a date."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    text = headers.get("retry-after") if headers is not None else None
    if not text:
        return None
    try:
        wait = float(text)
    except ValueError:
        return _until(text)
    return max(wait, 0.0) if math.isfinite(wait) else None


def _until(text: str) -> float | None:
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    # A date with the offset -0000 comes without one; it is UTC.
    return max((then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)


def _in_words(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 120 else f"{round(seconds / 60)} minutes"
