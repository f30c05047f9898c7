from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bgdetails.store.workspace import OpenWorkspace
from tests.factory import new_workspace


@pytest.fixture(autouse=True)
def _own_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bgdetails.sources.pipeline.state_folder", lambda: tmp_path / "state")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[OpenWorkspace]:
    opened = new_workspace(tmp_path, "w.db")
    yield opened
    opened.close()
