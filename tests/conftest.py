"""What tests of every package share."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import databases

# The same examples every time: a run of the suite tells of the change at hand. `make explore` draws others.
# Nothing depends on how fast the machine is.
steady = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, **steady)
settings.register_profile("explore", print_blob=True, **steady)
settings.load_profile("explore" if "EXPLORE" in os.environ else "same")

# In the background of a shell programs hear no Ctrl+C; those that are tested here do.
signal.signal(signal.SIGINT, signal.default_int_handler)

gc.disable()  # until all tests are imported: what is made meanwhile stays


def pytest_collection_finish() -> None:
    """Modules and tests are never garbage: it is not looked for among them, by no process that is forked either."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def no_key_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks Claude with a key that happens to be in the environment, or in the machine's keyring."""
    for name in [name for name in os.environ if name.startswith("ANTHROPIC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture(params=databases.KINDS)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The test runs on a file and on a server: ``tests.factory.new_workspace`` makes its workspaces there."""
    with databases.using(request.param), databases.lending():
        yield request.param


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The exports and worked examples beside the project; a test that needs them is skipped where they are missing."""
    folder = (Path(__file__).parents[1] / "../shared/data").resolve()
    if not folder.is_dir():
        pytest.skip("the input data beside the project (../shared/data) is not there")
    return folder


@pytest.fixture
def readable_folder() -> Iterator[Path]:
    """A folder that everybody may look into; pytest's own are the user's alone."""
    with tempfile.TemporaryDirectory(prefix="bgdetails-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def as_anybody() -> Iterator[None]:
    """Without the right of root to read everything: as somebody else for a while where root runs the tests."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture(scope="session")
def imported_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that a lake is read into, without activities: to be copied."""
    from tests.refresh.lakes import imported, workspace_folder

    folder = tmp_path_factory.mktemp("lean")
    return imported(folder / "lean.db", workspace_folder(folder / "lean"))
