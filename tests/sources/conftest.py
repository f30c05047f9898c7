from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bgdetails.store.workspace import OpenWorkspace, open_workspace


@pytest.fixture(autouse=True)
def _own_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bgdetails.sources.pipeline.state_folder", lambda: tmp_path / "state")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[OpenWorkspace]:
    opened = open_workspace(str(tmp_path / "w.db"), create=True)
    yield opened
    opened.close()
