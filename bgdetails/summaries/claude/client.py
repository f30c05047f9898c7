"""The one module that imports the SDK, and only when something is asked of Claude (1.2 to 2 s, in a thread)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bgdetails.garbage import keep_what_stands, look_for_none
from bgdetails.summaries.claude.failures import EngineError, failure
from bgdetails.summaries.model import Failure, Usage
from bgdetails.summary_settings import SummarySettings

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

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
}
_AGAIN = frozenset({"rate_limited", "server_error", "overloaded", "unreachable"})
_VARIABLES = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_PROFILE", "ANTHROPIC_FEDERATION_RULE_ID")


def key_is_there() -> bool:
    """Whether the SDK would find a key, without importing it."""
    if any(os.environ.get(name) for name in _VARIABLES):
        return True
    folder = os.environ.get("ANTHROPIC_CONFIG_DIR")
    return bool(folder) and (Path(str(folder)) / "active_config").exists()


@dataclass(slots=True)
class Counter:
    """Adds up what requests take."""

    total: Usage = Usage()  # noqa: RUF009 - frozen

    def begin(self) -> None:
        """Count a request."""
        self.total = replace(self.total, requests=self.total.requests + 1)

    def add(self, used: Any) -> None:
        """Count what a message says it took."""
        names = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        self.total = replace(self.total, **{n: getattr(self.total, n) + (getattr(used, n, None) or 0) for n in names})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request is repeated after a while."""

    seconds: float
    failed: Failure


@dataclass(slots=True)
class Client:
    """Asks Claude. One for the program: ``ready`` makes it in a thread, for importing the SDK takes its time."""

    settings: SummarySettings
    _sdk: AsyncAnthropic | None = None

    async def ready(self) -> AsyncAnthropic:
        """The SDK's client."""
        if self._sdk is None:
            if not key_is_there():
                raise EngineError(failure("no_key"))
            self._sdk = await asyncio.to_thread(_make, self.settings)
        return self._sdk

    async def close(self) -> None:
        """Close the connections."""
        if self._sdk is not None:
            await self._sdk.close()
            self._sdk = None

    async def ask(self, request: dict[str, Any], counter: Counter) -> AsyncGenerator[str | Waiting]:
        """Yield the reply as it comes. What fails before its first word is repeated, as often as the settings say.

        Raises:
            EngineError: It failed for good; leaving the iterator closes the connection.
        """
        for tries in range(self.settings.retries + 1):
            begun = False
            try:
                async with aclosing(self._stream(request, counter)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
                return
            except _AskError as error:
                failed, asked = error.failed, error.seconds
            wait = min(0.5 * 2**tries, LONGEST_WAIT) if asked is None else asked
            is_last = tries == self.settings.retries
            if begun or is_last or failed.code not in _AGAIN or wait > LONGEST_WAIT:
                raise EngineError(failed)
            yield Waiting(wait, failed)
            await asyncio.sleep(wait)

    async def _stream(self, request: dict[str, Any], counter: Counter) -> AsyncGenerator[str]:
        """One request; faults come out as ``_AskError`` with what they mean."""
        try:
            sdk = await self.ready()
        except EngineError:
            raise
        except Exception as error:
            raise EngineError(_said(error, self.settings, request)) from error
        counter.begin()
        try:
            async with sdk.messages.stream(**request) as stream:
                events, stopped = aiter(stream), False
                while True:
                    try:
                        event = await asyncio.wait_for(anext(events), self.settings.timeout)
                    except StopAsyncIteration:
                        break
                    stopped = stopped or event.type == "message_stop"
                    if event.type == "text":
                        yield event.text
                message = stream.current_message_snapshot
        except TimeoutError:
            raise _AskError(failure("timeout", timeout=f"{self.settings.timeout:g}")) from None
        except (EngineError, GeneratorExit, asyncio.CancelledError):
            raise
        except Exception as error:
            raise _AskError(_said(error, self.settings, request), _asked_to_wait(error)) from error
        counter.add(message.usage)
        ended = _ended(message.stop_reason if stopped else None)
        if ended is not None:
            raise EngineError(ended)


class _AskError(Exception):
    """A request failed; ``seconds``: how long the server asks to wait."""

    def __init__(self, failed: Failure, seconds: float | None = None) -> None:
        super().__init__(failed.sentence)
        self.failed = failed
        self.seconds = seconds


def _make(settings: SummarySettings) -> AsyncAnthropic:
    """The SDK's client; runs in a thread.

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
    return AsyncAnthropic(timeout=Timeout(settings.timeout, connect=min(settings.timeout, 10.0)), max_retries=0)


def _ended(stop_reason: str | None) -> Failure | None:
    if stop_reason is None:
        return failure("interrupted")
    if stop_reason in ("max_tokens", "model_context_window_exceeded"):
        return failure("truncated")
    return failure("refused") if stop_reason == "refusal" else None


def _said(error: Exception, settings: SummarySettings, request: dict[str, Any]) -> Failure:
    """What an exception of the SDK, or of what lies below it, means."""
    import anthropic

    said: dict[str, object] = {"model": request["model"], "timeout": f"{settings.timeout:g}", "server": _server()}
    if isinstance(error, anthropic.APIStatusError):
        code = _TYPES.get(str(getattr(error, "type", None))) or _STATUS.get(error.status_code)
        if code is None:
            code = "server_error"
        wait = _asked_to_wait(error)
        said["wait"] = "" if wait is None else f" {_in_words(wait)}"
        return failure(code, **said)
    if isinstance(error, (anthropic.APITimeoutError, TimeoutError)) or "Timeout" in type(error).__name__:
        return failure("timeout", **said)
    if isinstance(error, anthropic.APIConnectionError):
        return failure("unreachable", **said)
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
        return max(float(text), 0.0)
    except ValueError:
        return _until(text)


def _until(text: str) -> float | None:
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max((then - datetime.now(UTC)).total_seconds(), 0.0)


def _in_words(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 120 else f"{round(seconds / 60)} minutes"
