"""The server, and a key that it takes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.summaries.messages_server import MessagesServer

KEY = "test-key-that-must-stay-secret"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MessagesServer]:
    running = MessagesServer()
    monkeypatch.setenv("ANTHROPIC_BASE_URL", running.url)
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield running
    running.stop()
