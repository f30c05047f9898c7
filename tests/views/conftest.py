"""A workspace and a session for the tests of views."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.factory import Factory, new_workspace


@pytest.fixture
def session(tmp_path: Path, database: str) -> Iterator[Session]:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        yield session
    workspace.close()


@pytest.fixture
def make(session: Session) -> Factory:
    return Factory(session)
