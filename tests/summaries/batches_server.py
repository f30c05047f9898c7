"""The Message Batches API on loopback: batches that end after some looks, with results in any order and of any kind."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

BATCHES = "/v1/messages/batches"
USAGE = {"input_tokens": 1000, "output_tokens": 100, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
Answer = Callable[[dict[str, Any]], dict[str, Any] | str]
Results = Callable[[Sequence[dict[str, Any]]], Sequence[dict[str, Any] | str]]


@dataclass
class Batch:
    """A batch that was taken."""

    id: str
    requests: list[dict[str, Any]]
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    looks: int = 0


def succeeded(reply: dict[str, Any] | str, *, stop_reason: str = "end_turn") -> dict[str, Any]:
    """The result of a request that was answered."""
    text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-5-5",
        "content": [{"type": "text", "text": text}],
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": USAGE,
    }
    return {"type": "succeeded", "message": message}


def errored(kind: str) -> dict[str, Any]:
    """The result of a request that failed."""
    return {"type": "errored", "error": {"type": "error", "error": {"type": kind, "message": "secret-detail"}}}


class Batches:
    """What a test sets: how requests are answered, after how many looks, and what goes wrong on the way."""

    def __init__(self) -> None:
        self.taken: list[Batch] = []
        self.result: Callable[[dict[str, Any]], dict[str, Any]] = lambda params: succeeded("{}")
        self.looks = 1
        """Looks until a batch has ended."""
        self.arranged: Callable[[list[Any]], list[Any]] = lambda lines: lines
        """What becomes of the lines of the results: their order, more, fewer."""
        self.refuses: list[tuple[str, str, int, str]] = []
        """(method, what the path ends with, status, type of error): the next such requests, each once."""
        self.breaks_after_taking = 0
        """So many batches are taken, and the connection breaks before the answer."""
        self.lost: set[str] = set()
        self.headers: list[dict[str, str]] = []

    def post(self, handler: BaseHTTPRequestHandler) -> None:
        """``create``."""
        body = json.loads(handler.rfile.read(int(handler.headers["content-length"])))
        self.headers.append({name.lower(): value for name, value in handler.headers.items()})
        if self._refuse(handler, "POST"):
            return
        ids = [each["custom_id"] for each in body["requests"]]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", each) for each in ids)
        batch = Batch(f"msgbatch_{len(self.taken) + 1}", body["requests"])
        self.taken.append(batch)
        if self.breaks_after_taking:
            self.breaks_after_taking -= 1
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        _send(handler, 200, self._shown(batch, handler))

    def get(self, handler: BaseHTTPRequestHandler) -> None:
        """``retrieve``, ``results`` and ``list``."""
        path, _, _ = handler.path.partition("?")
        if self._refuse(handler, "GET"):
            return
        if path == BATCHES:
            shown = [self._shown(batch, handler) for batch in reversed(self.taken)]
            _send(handler, 200, {"data": shown, "has_more": False, "first_id": None, "last_id": None})
            return
        batch_id = path.removeprefix(f"{BATCHES}/").removesuffix("/results")
        batch = next((each for each in self.taken if each.id == batch_id and each.id not in self.lost), None)
        if batch is None:
            _send(handler, 404, _error("not_found_error"))
        elif path.endswith("/results"):
            lines = [{"custom_id": each["custom_id"], "result": self.result(each["params"])} for each in batch.requests]
            told = [one if isinstance(one, str) else json.dumps(one) for one in self.arranged(lines)]
            _write(handler, 200, "".join(f"{line}\n" for line in told), "application/binary")
        else:
            batch.looks += 1
            _send(handler, 200, self._shown(batch, handler))

    def _refuse(self, handler: BaseHTTPRequestHandler, method: str) -> bool:
        path, _, _ = handler.path.partition("?")
        for number, (wanted, end, status, kind) in enumerate(self.refuses):
            if wanted == method and path.endswith(end):
                del self.refuses[number]
                _send(handler, status, _error(kind))
                return True
        return False

    def _shown(self, batch: Batch, handler: BaseHTTPRequestHandler) -> dict[str, Any]:
        ended = batch.looks >= self.looks
        number = len(batch.requests)
        counts = {"processing": 0 if ended else number, "succeeded": number if ended else 0}
        host = handler.headers["host"]
        return {
            "id": batch.id,
            "type": "message_batch",
            "processing_status": "ended" if ended else "in_progress",
            "request_counts": {**counts, "errored": 0, "canceled": 0, "expired": 0},
            "created_at": batch.created_at.isoformat(),
            "expires_at": (batch.created_at + timedelta(days=1)).isoformat(),
            "ended_at": batch.created_at.isoformat() if ended else None,
            "archived_at": None,
            "cancel_initiated_at": None,
            "results_url": f"http://{host}{BATCHES}/{batch.id}/results" if ended else None,
        }


def _error(kind: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": "secret-detail"}}


def _send(handler: BaseHTTPRequestHandler, status: int, content: dict[str, Any]) -> None:
    _write(handler, status, json.dumps(content), "application/json")


def _write(handler: BaseHTTPRequestHandler, status: int, text: str, kind: str) -> None:
    content = text.encode()
    handler.send_response(status)
    handler.send_header("content-type", kind)
    handler.send_header("content-length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)
