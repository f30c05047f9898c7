"""The server, a key that it takes, and the sample workspace."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forked import Forked
from tests.summaries.messages_server import MessagesServer

ROOT = Path(__file__).parents[2]
KEY = "test-key-that-must-stay-secret"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MessagesServer]:
    running = MessagesServer()
    monkeypatch.setenv("ANTHROPIC_BASE_URL", running.url)
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, imported once."""
    folder = tmp_path_factory.mktemp("sample")
    day = (ROOT / "data" / "sample_day.txt").read_text().strip()
    file = folder / "sample.db"
    done = bgdetails(folder, "--db", str(file), "import", str(ROOT / "data" / "sample"), "--as-of", day)
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture
def workspace(sample: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sample, tmp_path / "copy.db"))


def environment(folder: Path) -> dict[str, str]:
    """The environment of a program whose folders lie in one of the test's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BGDETAILS", "XDG_"))}
    return kept | {"HOME": str(folder), "PYTHONIOENCODING": "utf-8"}


def bgdetails(
    folder: Path, *words: str, stdin: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, a fork of this one that has the SDK already; stdin is no terminal."""
    return started(folder, *words, stdin=stdin, env=env).communicate()


def started(folder: Path, *words: str, stdin: str = "", env: dict[str, str] | None = None) -> Forked:
    """The same, not waited for."""
    import anthropic  # noqa: F401

    return Forked(words, ROOT, environment(folder) | (env or {}), stdin)


def begun_anew(
    folder: Path, *words: str, stdin: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The same begun from nothing: libraries that look at the environment as they are imported see that of the test."""
    return subprocess.run(
        [sys.executable, "-m", "bgdetails", *words],
        cwd=ROOT,
        env=environment(folder) | (env or {}),
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )
