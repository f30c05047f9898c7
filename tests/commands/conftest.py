"""Runs the program as its users do: in a process of its own, with folders of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.forked import run_forked
from tests.store.listed import DAY, listed, many

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment whose settings, data, state and cache lie in the test's folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BGDETAILS", "XDG_"))}
    return kept | {"HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def run(home: dict[str, str], tmp_path: Path) -> Run:
    """``run("groups", …, env={…})``: the finished process, a fork of this one; stdin is no terminal."""

    def start(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return run_forked(words, tmp_path, home | (env or {}))

    return start


@pytest.fixture
def started(home: dict[str, str], tmp_path: Path) -> Run:
    """The same, begun from nothing, as a shell does: where the start itself is looked at."""

    def start(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bgdetails", *words],
            cwd=tmp_path,
            env=home | (env or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return start


@pytest.fixture
def workspace(tmp_path: Path) -> str:
    """A workspace with a list of 40 groups as of 20 Nov 2026."""
    with closing(listed(tmp_path, many(40))) as connection:
        connection.execute("UPDATE workspace SET refreshed_day = ?", (DAY,))
    return str(tmp_path / "test.db")
