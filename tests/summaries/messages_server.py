"""A server on loopback that speaks the Messages API: JSON errors, server-sent events, delays, breaks, batches.

A test gives it scenarios, one for each request to come; it keeps what it was sent. The SDK talks to it unpatched.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.summaries.batches_server import BATCHES, Batches

Reply = dict[str, Any]
USAGE = {
    "input_tokens": 800,
    "output_tokens": 1,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": 700,
}


@dataclass(frozen=True)
class Scenario:
    """How one request is answered."""

    reply: Reply | str | Callable[[dict[str, Any]], Reply] = ""
    """What is streamed: a reply, a text, or what makes one from the request; ``{"tools": …}`` looks up."""
    status: int = 200
    error: str = "api_error"
    headers: dict[str, str] = field(default_factory=dict)
    stop_reason: str | None = "end_turn"
    delay: float = 0.0
    """Seconds before the answer begins."""
    pace: float = 0.0
    """Seconds between two pieces."""
    piece: int = 24
    break_after: int | None = None
    """Pieces after which something happens (``how``)."""
    how: str = "close"
    """close (no message_stop), reset, stall, ping, overload."""


class MessagesServer:
    """The server; ``scenarios`` are used up in order, the last one again and again."""

    def __init__(self) -> None:
        self.scenarios: list[Scenario] = []
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.batches = Batches()
        self.detail = "secret-detail"
        """What errors say."""
        self.gone = threading.Event()
        """Set when a client left in the middle of an answer."""
        self._stopping = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                if self.path.startswith(BATCHES):
                    server.batches.post(self)
                else:
                    server._answer(self)

            def do_GET(self) -> None:
                server.batches.get(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def stop(self) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["content-length"])))
        scenario = self.scenarios[min(len(self.requests), len(self.scenarios) - 1)]
        self.requests.append(body)
        self.headers.append({name.lower(): value for name, value in handler.headers.items()})
        if not self._pause(scenario.delay):
            return
        try:
            if scenario.status != 200:
                self._refuse(handler, scenario)
            else:
                self._stream(handler, scenario, body)
        except (BrokenPipeError, ConnectionResetError):
            self.gone.set()

    def _pause(self, seconds: float) -> bool:
        """Wait; False when the server stops meanwhile."""
        return not self._stopping.wait(seconds) if seconds else True

    def _refuse(self, handler: BaseHTTPRequestHandler, scenario: Scenario) -> None:
        error = {"type": "error", "error": {"type": scenario.error, "message": self.detail}}
        content = json.dumps(error).encode()
        handler.send_response(scenario.status)
        for name, value in {**scenario.headers, "content-type": "application/json"}.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def _stream(self, handler: BaseHTTPRequestHandler, scenario: Scenario, body: dict[str, Any]) -> None:
        handler.close_connection = True
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("connection", "close")
        handler.end_headers()
        reply = scenario.reply(body) if callable(scenario.reply) else scenario.reply
        calls = reply["tools"] if isinstance(reply, dict) and "tools" in reply else []
        text = reply if isinstance(reply, str) else "" if calls else json.dumps(reply, ensure_ascii=False)
        for number, (event, data) in enumerate(_events(text, scenario, body["model"], calls)):
            if scenario.break_after is not None and number >= scenario.break_after:
                self._break(handler, scenario.how)
                return
            _send(handler, event, data)
            if not self._pause(scenario.pace):
                return

    def _break(self, handler: BaseHTTPRequestHandler, how: str) -> None:
        if how == "reset":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
        elif how == "overload":
            error = {"type": "overloaded_error", "message": "Overloaded"}
            _send(handler, "error", {"type": "error", "error": error})
        elif how in ("stall", "ping"):
            until = time.monotonic() + 30
            while time.monotonic() < until and self._pause(0.05):
                if how == "ping":
                    _send(handler, "ping", {"type": "ping"})
                elif _has_left(handler.connection):
                    raise ConnectionResetError


def _events(
    text: str, scenario: Scenario, model: str, calls: list[tuple[str, dict[str, Any]]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": USAGE,
    }
    yield "message_start", {"type": "message_start", "message": message}
    block = {"type": "text", "text": ""}
    yield "content_block_start", {"type": "content_block_start", "index": 0, "content_block": block}
    yield "ping", {"type": "ping"}
    for at in range(0, len(text), scenario.piece):
        delta = {"type": "text_delta", "text": text[at : at + scenario.piece]}
        yield "content_block_delta", {"type": "content_block_delta", "index": 0, "delta": delta}
    yield "content_block_stop", {"type": "content_block_stop", "index": 0}
    for index, (name, wanted) in enumerate(calls, 1):
        block = {"type": "tool_use", "id": f"toolu_{index}", "name": name, "input": {}}
        yield "content_block_start", {"type": "content_block_start", "index": index, "content_block": block}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(wanted)}
        yield "content_block_delta", {"type": "content_block_delta", "index": index, "delta": delta}
        yield "content_block_stop", {"type": "content_block_stop", "index": index}
    ended = {"stop_reason": "tool_use" if calls else scenario.stop_reason, "stop_sequence": None}
    yield "message_delta", {"type": "message_delta", "delta": ended, "usage": {"output_tokens": 96}}
    yield "message_stop", {"type": "message_stop"}


def _send(handler: BaseHTTPRequestHandler, event: str, data: dict[str, Any]) -> None:
    handler.wfile.write(f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode())
    handler.wfile.flush()


def _has_left(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    finally:
        connection.setblocking(True)
